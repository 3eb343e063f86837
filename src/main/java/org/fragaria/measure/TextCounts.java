package org.fragaria.measure;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** How much text was measured: tokens, and stretches of them within one window and document. */
final class TextCounts {

    private long tokens;
    private long stretches;

    void add(SparseWindow window) {
        tokens += window.countedTokens();
        stretches += window.stretches();
    }

    void merge(TextCounts other) {
        tokens += other.tokens;
        stretches += other.stretches;
    }

    long tokens() {
        return tokens;
    }

    /**
     * How long a feature of some density would stay on, in tokens, if each token switched it by itself: expected active
     * tokens over expected runs. A run begins at an active token that begins its stretch or follows a silent one, which is
     * to be expected {@code d·(stretches + (tokens − stretches)·(1 − d))} times.
     *
     * @param density {@code d}, 0..1
     */
    double chance(double density) {
        return tokens / (stretches + (tokens - stretches) * (1 - density));
    }

    void write(DataOutput out) throws IOException {
        out.writeLong(tokens);
        out.writeLong(stretches);
    }

    void read(DataInput in) throws IOException {
        tokens = in.readLong();
        stretches = in.readLong();
    }
}
