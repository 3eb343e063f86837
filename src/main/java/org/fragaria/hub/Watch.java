package org.fragaria.hub;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;

/** A body whose sender may not be silent for long: read blocks for ever otherwise, when a network just vanishes. */
final class Watch implements AutoCloseable {

    private final InputStream body;
    private final Thread guard;
    private volatile long lastNanos = System.nanoTime();
    private volatile boolean silent;

    Watch(InputStream body, Duration silence) {
        this.body = body;
        guard = Thread.ofVirtual().start(() -> watch(silence));
    }

    private void watch(Duration silence) {
        try {
            while (!silent) {
                Thread.sleep(Math.max(10, silence.toMillis() / 10));
                silent = System.nanoTime() - lastNanos > silence.toNanos();
            }
            body.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the body was read to its end
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int read(byte[] piece) throws IOException {
        int n = silent ? -1 : body.read(piece);
        if (silent) {
            throw new IOException("the sender fell silent");
        }
        lastNanos = System.nanoTime();
        return n;
    }

    @Override
    public void close() throws IOException {
        guard.interrupt();
        body.close();
    }
}
