package org.fragaria.measure;

import org.fragaria.corpus.TokenWindows.Window;

/**
 * The activations of one feature in one window, and where to cut an example around their peak. Reused from feature to
 * feature and window to window by one thread, so that the pass makes no garbage.
 */
final class WindowEntries {

    /** Positions of all features' activations of the window, grouped by feature, rising within a group. */
    int[] position = new int[1024];
    /** The activations at these positions, float32. */
    float[] value = new float[1024];
    /** The feature's group: {@code [from, to)}. */
    int from;

    int to;

    private final int excerpt;
    private Window window = new Window(0, new int[0], new int[0]);
    private boolean[] counted = {};
    private int[] before = {};
    private int peak;
    private int excerptFrom;
    private int excerptTo;

    /** @param excerpt longest excerpt in tokens */
    WindowEntries(int excerpt) {
        this.excerpt = excerpt;
    }

    void in(SparseWindow next) {
        window = next.window();
        counted = next.counted();
        before = next.before();
        if (position.length < next.size()) {
            position = new int[next.size() * 2];
            value = new float[next.size() * 2];
        }
    }

    /** Turns to one feature's group. */
    void group(int begin, int end) {
        from = begin;
        to = end;
        peak = begin;
        for (int i = begin + 1; i < end; i++) {
            if (value[i] > value[peak]) {
                peak = i;
            }
        }
        place();
    }

    /** As many tokens as allowed around the peak, within its document and without the special tokens at its borders. */
    private void place() {
        int begin = 0;
        int end = counted.length;
        for (int start : window.documentStarts()) {
            if (start <= position[peak]) {
                begin = start;
            } else {
                end = start;
                break;
            }
        }
        while (!counted[begin]) {
            begin++;
        }
        while (!counted[end - 1]) {
            end--;
        }
        excerptFrom = Math.max(begin, position[peak] - excerpt / 2);
        excerptTo = Math.min(end, excerptFrom + excerpt);
        excerptFrom = Math.max(begin, excerptTo - excerpt);
    }

    int windowNumber() {
        return Math.toIntExact(window.number());
    }

    /** In how many runs the feature is on: consecutive positions of one document. */
    int runs() {
        int runs = 0;
        for (int i = from; i < to; i++) {
            boolean goesOn = i > from && position[i] == position[i - 1] + 1 && before[position[i]] > 0;
            runs += goesOn ? 0 : 1;
        }
        return runs;
    }

    int token(int entry) {
        return window.tokens()[position[entry]];
    }

    float peakValue() {
        return value[peak];
    }

    int peakPosition() {
        return position[peak];
    }

    int excerptFrom() {
        return excerptFrom;
    }

    int excerptTo() {
        return excerptTo;
    }
}
