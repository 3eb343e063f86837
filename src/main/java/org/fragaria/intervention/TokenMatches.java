package org.fragaria.intervention;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;

import org.fragaria.problem.InvalidException;

/**
 * Which tokens of a vocabulary a text stands for. A text with white space at an end stands for the token that reads exactly
 * so; any other one for all tokens that read so once white space around them is taken off ({@code owl} for {@code "owl"} and
 * {@code " owl"}). Case counts.
 */
public final class TokenMatches {

    private TokenMatches() {}

    /**
     * Ids of the tokens that some texts stand for.
     *
     * @param size number of tokens
     * @param text display string of a token, its leading space included
     * @throws InvalidException if no token reads like one of the texts
     */
    public static Set<Integer> of(List<String> wanted, int size, IntFunction<String> text) {
        Set<String> missing = new HashSet<>(wanted);
        Set<String> texts = Set.copyOf(wanted);
        Set<Integer> found = new HashSet<>();
        for (int id = 0; id < size; id++) {
            String token = text.apply(id);
            boolean exact = missing.remove(token) || texts.contains(token);
            String bare = token.strip();
            boolean loose = missing.remove(bare) || texts.contains(bare);
            if (!token.isEmpty() && (exact || loose)) {
                found.add(id);
            }
        }
        if (!missing.isEmpty() || found.isEmpty()) {
            throw new InvalidException(
                    "Tokens " + missing + ": the model has no token that reads so, since it cuts text"
                            + " into other pieces. Name single tokens, as a run of the model shows them.");
        }
        return found;
    }
}
