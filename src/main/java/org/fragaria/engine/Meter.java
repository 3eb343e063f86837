package org.fragaria.engine;

/** Counts tokens. Written by the engine's thread, read by any. */
final class Meter {

    private static final double SPAN_SECONDS = 2;

    private volatile long tokens;
    private volatile double perSecond;
    private volatile long promptTokens;
    private volatile long reusedTokens;
    private long since = System.nanoTime();
    private long before;

    /** So many more tokens were written. */
    @SuppressWarnings("NonAtomicOperationOnVolatileField") // one thread writes
    void count(int more) {
        tokens += more;
        double seconds = (System.nanoTime() - since) / 1e9;
        if (seconds >= SPAN_SECONDS) {
            perSecond = (tokens - before) / seconds;
            since = System.nanoTime();
            before = tokens;
        }
    }

    /** So many positions of prompts were read. */
    @SuppressWarnings("NonAtomicOperationOnVolatileField") // one thread writes
    void read(int positions) {
        promptTokens += positions;
    }

    /** So many positions of prompts had been read before. */
    @SuppressWarnings("NonAtomicOperationOnVolatileField") // one thread writes
    void reuse(int positions) {
        reusedTokens += positions;
    }

    /** Nothing is at work: the pause that comes counts for nothing. */
    void pause() {
        perSecond = 0;
        since = System.nanoTime();
        before = tokens;
    }

    long promptTokens() {
        return promptTokens;
    }

    long reusedTokens() {
        return reusedTokens;
    }

    long tokens() {
        return tokens;
    }

    /** Mean of the last seconds; 0 when idle, and at first. */
    double perSecond() {
        return perSecond;
    }
}
