package org.fragaria.engine;

import java.util.Arrays;
import java.util.List;

import org.fragaria.intervention.Intervention;
import org.fragaria.intervention.RowContext;
import org.fragaria.model.Tokenizer;

/** One row in flight: its tokens so far, what changes it, and whom it tells. Owned by the engine's thread. */
final class Row {

    private final Generation generation;
    private final int variant;
    private final List<Intervention> interventions;
    private int[] tokens;
    private int length;
    private int cached;

    Row(Generation generation, int variant) {
        this.generation = generation;
        this.variant = variant;
        GenerationRequest request = generation.request();
        interventions = request.variants().get(variant).interventions();
        tokens = Arrays.copyOf(request.prompt(), request.prompt().length + Math.min(request.tokens(), 64));
        length = request.prompt().length;
    }

    Generation generation() {
        return generation;
    }

    int variant() {
        return variant;
    }

    Variant asked() {
        return generation.request().variants().get(variant);
    }

    /** Number of tokens, prompt included. */
    int length() {
        return length;
    }

    /** How many of them are in the cache. */
    int cached() {
        return cached;
    }

    /** Tokens that are not in the cache yet. */
    int[] pending() {
        return Arrays.copyOfRange(tokens, cached, length);
    }

    RowContext context(Tokenizer tokenizer) {
        int[] ids = pending();
        boolean[] special = new boolean[ids.length];
        for (int t = 0; t < ids.length; t++) {
            special[t] = tokenizer.special(ids[t]);
        }
        int promptLength = generation.request().prompt().length;
        return new RowContext(interventions, cached, promptLength, ids, special, generation.moved(variant));
    }

    void allCached() {
        cached = length;
    }

    void append(int id) {
        if (length == tokens.length) {
            tokens = Arrays.copyOf(tokens, 2 * length);
        }
        tokens[length++] = id;
    }

    int generated() {
        return length - generation.request().prompt().length;
    }
}
