package org.fragaria.engine;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.fragaria.intervention.RowContext;
import org.fragaria.model.Tokenizer;

/** One row in flight: its tokens so far, what changes it, and whom it tells. Owned by the engine's thread. */
final class Row {

    private final Generation generation;
    private final int variant;
    private final Variant asked;
    private final int promptLength;
    private final int longest;
    private final Tokenizer tokenizer;
    private final @Nullable StopText stops;
    private final Map<Integer, Integer> written = new HashMap<>();
    private int[] tokens;
    private int length;
    private int cached;

    Row(Generation generation, int variant, Tokenizer tokenizer) {
        this.generation = generation;
        this.variant = variant;
        this.tokenizer = tokenizer;
        GenerationRequest request = generation.request();
        asked = request.variants().get(variant);
        int[] prompt = request.prompt(variant);
        promptLength = prompt.length;
        longest = request.longestBeside(variant);
        stops = request.stops().isEmpty() ? null : new StopText(request.stops(), tokenizer);
        tokens = Arrays.copyOf(prompt, promptLength + Math.min(request.tokens(), 64));
        length = promptLength;
    }

    Generation generation() {
        return generation;
    }

    int variant() {
        return variant;
    }

    Variant asked() {
        return asked;
    }

    /** Number of tokens, prompt included. */
    int length() {
        return length;
    }

    /** How many of them are in the cache. */
    int cached() {
        return cached;
    }

    void cached(int positions) {
        cached = positions;
    }

    /** The token that it wrote last, or its prompt's last one. */
    int last() {
        return tokens[length - 1];
    }

    /** Its last token, which is not in the cache yet. */
    Pass.Piece next() {
        int id = last();
        return new Pass.Piece(
                new int[] {id},
                new RowContext(
                        asked.interventions(),
                        length - 1,
                        promptLength,
                        new int[] {id},
                        new boolean[] {tokenizer.special(id)},
                        generation.moved(variant)));
    }

    void append(int id) {
        if (length == tokens.length) {
            tokens = Arrays.copyOf(tokens, 2 * length);
        }
        tokens[length++] = id;
        if (asked.sampling().penalises()) {
            written.merge(id, 1, Integer::sum);
        }
    }

    /** How often it wrote each token; kept only where a penalty needs it. */
    Map<Integer, Integer> written() {
        return written;
    }

    /** Number of the lot that it draws next: that of the row with the request's own prompt at the same place. */
    int lot() {
        return generation.request().prompt().length + generated();
    }

    int generated() {
        return length - promptLength;
    }

    /** What it wrote before the stop string that ends it now; null if none does. */
    @Nullable
    String stopped() {
        return stops == null ? null : stops.cut(tokens, promptLength, length);
    }

    /**
     * Why it ends now; null if it goes on. A row that follows another one ends with that one's tokens; where their prompts
     * differ in length, all end when the longest of them has filled the context.
     */
    GenerationListener.@Nullable End end(java.util.Set<Integer> endOfText, int context) {
        GenerationRequest request = generation.request();
        if (request.stopAtEnd() && endOfText.contains(last())) {
            return GenerationListener.End.END_OF_TEXT;
        }
        String before = stopped();
        if (before != null) {
            generation.tell(listener -> listener.stopped(variant, before));
            return GenerationListener.End.STOP;
        }
        if (generated() >= request.tokens()) {
            return GenerationListener.End.LENGTH;
        }
        return longest + generated() >= context ? GenerationListener.End.CONTEXT : null;
    }

    /** Whether it may leave numbers behind that are none: it was changed, and did not end by itself. */
    boolean suspect() {
        return !asked.interventions().isEmpty() && (generation.broken() != null || generation.cancelled());
    }

    /** Whether both are rows of one request. */
    boolean together(Row other) {
        return generation == other.generation;
    }

    static List<Row> of(Generation generation, Tokenizer tokenizer) {
        return java.util.stream.IntStream.range(0, generation.rows())
                .mapToObj(variant -> new Row(generation, variant, tokenizer))
                .toList();
    }
}
