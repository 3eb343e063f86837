package org.fragaria.hub;

/** Who watches downloads. Called by the thread that asked for them. */
public interface HubObserver {

    /** Watches nothing. */
    HubObserver SILENT = new HubObserver() {
        @Override
        public void progress(Progress progress) {}

        @Override
        public void line(String text) {}
    };

    /**
     * How far one file is.
     *
     * @param file its path in the repository
     * @param bytes bytes that are here, those of earlier runs included
     * @param total bytes of the whole file; 0 where the hub does not say
     * @param bytesPerSecond of this run, since it began
     */
    record Progress(String file, long bytes, long total, double bytesPerSecond) {}

    /** Called often: for every piece that came. */
    void progress(Progress progress);

    /** A line for a person: a download begins, a connection was cut, the cache is used in place of the hub. */
    void line(String text);
}
