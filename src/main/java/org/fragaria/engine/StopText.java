package org.fragaria.engine;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.fragaria.model.Tokenizer;

/** Looks for stop strings in what a row writes, whichever tokens they are split over. Immutable. */
final class StopText {

    /** Tokens more than a stop string has bytes, since some show nothing. */
    private static final int SPARE = 16;

    private final List<String> stops;
    private final Tokenizer tokenizer;
    private final int window;

    StopText(List<String> stops, Tokenizer tokenizer) {
        this.stops = stops;
        this.tokenizer = tokenizer;
        window = SPARE
                + stops.stream()
                        .mapToInt(stop -> stop.getBytes(StandardCharsets.UTF_8).length)
                        .max()
                        .orElse(0);
    }

    /**
     * What was written before the first stop string.
     *
     * @param tokens prompt and what was written, {@code [length]} of it in use
     * @return null if there is no stop string in the end of it
     */
    @Nullable
    String cut(int[] tokens, int promptLength, int length) {
        if (length == promptLength || find(text(tokens, Math.max(promptLength, length - window), length)) < 0) {
            return null;
        }
        String all = text(tokens, promptLength, length);
        int at = find(all);
        return at < 0 ? null : all.substring(0, at);
    }

    /** Where the first stop string begins; -1 if there is none. */
    private int find(String text) {
        return stops.stream()
                .mapToInt(text::indexOf)
                .filter(at -> at >= 0)
                .min()
                .orElse(-1);
    }

    /** The text of some tokens as it stands after the one before: some tokenizers drop the space at the very beginning. */
    private String text(int[] tokens, int from, int to) {
        String before = from == 0 ? "" : tokenizer.decode(tokens[from - 1]);
        String both = tokenizer.decode(Arrays.copyOfRange(tokens, Math.max(0, from - 1), to));
        return both.startsWith(before)
                ? both.substring(before.length())
                : tokenizer.decode(Arrays.copyOfRange(tokens, from, to));
    }
}
