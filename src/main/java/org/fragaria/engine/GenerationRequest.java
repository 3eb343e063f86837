package org.fragaria.engine;

import java.util.List;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import org.fragaria.intervention.Intervention;
import org.fragaria.problem.InvalidException;

/**
 * Text to be generated from one prompt in several variants at once, e.g. by default and steered. Each variant is a row
 * of the batch.
 *
 * @param prompt token ids, BOS included where the model wants it; a variant may have a prompt of its own
 * @param variants the rows; one that follows another comes after it and ends with it
 * @param tokens how many tokens to generate at most, 1..100,000
 * @param stopAtEnd whether a row ends with the model's end-of-text token
 * @param stops a row ends as soon as its generated text holds one of these; none may be empty
 * @param alternatives how many of the likeliest tokens of each place are told, 0..20
 * @param client who asks, for fairness between clients; empty for nobody in particular
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record GenerationRequest(
        int[] prompt,
        List<Variant> variants,
        int tokens,
        boolean stopAtEnd,
        List<String> stops,
        int alternatives,
        String client) {

    private static final int MOST_TOKENS = 100_000;
    private static final int MOST_ALTERNATIVES = 20;

    public GenerationRequest {
        if (prompt.length == 0 || variants.stream().anyMatch(variant -> empty(variant.prompt()))) {
            throw new InvalidException("The prompt is empty: expected at least one token.");
        }
        if (variants.isEmpty()) {
            throw new InvalidException("A generation needs at least one variant.");
        }
        if (tokens < 1 || tokens > MOST_TOKENS) {
            throw new InvalidException("Tokens to generate: expected 1 to " + MOST_TOKENS + ", found " + tokens);
        }
        if (alternatives < 0 || alternatives > MOST_ALTERNATIVES) {
            throw new InvalidException("Alternatives: expected 0 to " + MOST_ALTERNATIVES + ", found " + alternatives);
        }
        variants = List.copyOf(variants);
        stops = List.copyOf(stops);
        if (stops.contains("")) {
            throw new InvalidException("A stop string is empty: give some text, or leave it out.");
        }
        for (int v = 0; v < variants.size(); v++) {
            int leader = variants.get(v).follows();
            if (leader != Variant.NOBODY && (leader >= v || variants.get(leader).follows() != Variant.NOBODY)) {
                throw new InvalidException("Variant " + v + " follows variant " + leader
                        + ": expected an earlier one that follows nobody.");
            }
        }
    }

    private static boolean empty(int @Nullable [] own) {
        return own != null && own.length == 0;
    }

    /** What a variant goes on from. */
    int[] prompt(int variant) {
        int[] own = variants.get(variant).prompt();
        return own == null ? prompt : own;
    }

    /** Length of the longest prompt, in tokens. */
    int longest() {
        return IntStream.range(0, variants.size())
                .map(variant -> prompt(variant).length)
                .max()
                .orElseThrow();
    }

    /** Length of the longest prompt among a variant, the one that it follows and those that follow it, in tokens. */
    int longestBeside(int variant) {
        int leader = leader(variant);
        return IntStream.range(0, variants.size())
                .filter(other -> leader(other) == leader)
                .map(other -> prompt(other).length)
                .max()
                .orElseThrow();
    }

    private int leader(int variant) {
        int follows = variants.get(variant).follows();
        return follows == Variant.NOBODY ? variant : follows;
    }

    /** Variants that all choose in the same way, with nothing told but the tokens. */
    public GenerationRequest(
            int[] prompt, List<List<Intervention>> variants, Sampling sampling, int tokens, boolean stopAtEnd) {
        this(
                prompt,
                variants.stream().map(changes -> Variant.of(changes, sampling)).toList(),
                tokens,
                stopAtEnd,
                List.of(),
                0,
                "");
    }

    /** The same, asked for by somebody, unless it is said already by whom. */
    public GenerationRequest by(String somebody) {
        return client.isEmpty()
                ? new GenerationRequest(prompt, variants, tokens, stopAtEnd, stops, alternatives, somebody)
                : this;
    }
}
