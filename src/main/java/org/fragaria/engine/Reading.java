package org.fragaria.engine;

import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.fragaria.intervention.Intervention;
import org.fragaria.intervention.Moved;
import org.fragaria.intervention.RowContext;
import org.fragaria.model.KvCache;
import org.fragaria.model.Tokenizer;

/**
 * A prompt but for its last token, being read for all rows that need the same keys and values of it. The last token is
 * each row's own first step. Owned by the engine's thread.
 */
final class Reading {

    private final int[] tokens;
    private final List<Intervention> changes;
    private final boolean[] special;
    private final Moved moved = new Moved();
    private int cached;
    private int users;
    private @Nullable KvCache result;
    private @Nullable RuntimeException failure;

    /**
     * A prompt to be read.
     *
     * @param prompt all of it, at least two tokens
     * @param changes what is changed on the way; possibly nothing
     */
    Reading(int[] prompt, List<Intervention> changes, Tokenizer tokenizer) {
        tokens = Arrays.copyOf(prompt, prompt.length - 1);
        this.changes = changes;
        special = new boolean[tokens.length];
        for (int t = 0; t < special.length; t++) {
            special[t] = tokenizer.special(tokens[t]);
        }
    }

    /** Which of a row's changes matter while its prompt is read: all, or none if they leave it as it is. */
    static List<Intervention> changes(int[] prompt, List<Intervention> changes, Tokenizer tokenizer) {
        boolean plain = changes.isEmpty() || new Reading(prompt, changes, tokenizer).untouched() == prompt.length - 1;
        return plain ? List.of() : changes;
    }

    boolean reads(int[] prompt, List<Intervention> others) {
        return changes.equals(others)
                && prompt.length == tokens.length + 1
                && Arrays.equals(tokens, 0, tokens.length, prompt, 0, tokens.length);
    }

    /** How many of its tokens no change touches, from the first. */
    int untouched() {
        return context(0, tokens.length).untouched();
    }

    boolean plain() {
        return changes.isEmpty();
    }

    int[] tokens() {
        return tokens;
    }

    /** How far the tensors of its tokens were moved so far. */
    Moved moved() {
        return moved;
    }

    /** How many tokens are read. */
    int cached() {
        return cached;
    }

    int pending() {
        return tokens.length - cached;
    }

    void advance(int positions) {
        cached += positions;
    }

    /** The next tokens. */
    Pass.Piece next(int most) {
        int count = Math.min(most, pending());
        return new Pass.Piece(Arrays.copyOfRange(tokens, cached, cached + count), context(cached, count));
    }

    private RowContext context(int start, int count) {
        return new RowContext(
                changes,
                start,
                tokens.length + 1,
                Arrays.copyOfRange(tokens, start, start + count),
                Arrays.copyOfRange(special, start, start + count),
                moved);
    }

    void use() {
        users++;
    }

    /** One less needs it; true if nobody does any more. */
    boolean release() {
        return --users == 0;
    }

    /** Whether it is read, or failed. */
    boolean done() {
        return result != null || failure != null;
    }

    /** What was read, in slot 0; null until it is done, and if it failed. */
    @Nullable
    KvCache result() {
        return result;
    }

    void complete(KvCache read) {
        result = read;
        cached = tokens.length;
    }

    @Nullable
    RuntimeException failure() {
        return failure;
    }

    void fail(RuntimeException cause) {
        failure = cause;
    }
}
