package org.fragaria.intervention;

import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.fragaria.problem.InvalidException;

/**
 * Where in a text an intervention applies. Every token is decided on by itself, in the step that reads it, so a text that
 * is read token by token is changed at the same places as one that is read at once. Immutable.
 *
 * @param positions which tokens
 * @param from first position of {@link Positions#RANGE}, from 0, counted from the start of the prompt
 * @param to its last position, inclusive
 * @param tokens ids of {@link Positions#TOKENS}
 * @param specialTokens whether BOS, chat marks and the like are touched too
 * @param condition what must hold at a token besides, or null
 */
public record Scope(
        Positions positions,
        int from,
        int to,
        Set<Integer> tokens,
        boolean specialTokens,
        @Nullable Condition condition) {

    /** Everything that is no special token. */
    public static final Scope ALL = of(Positions.ALL);

    public Scope {
        if (from < 0 || to < from) {
            throw new InvalidException("Positions from " + from + " to " + to
                    + ": expected two positions from 0, the second not before the first (it belongs to the range).");
        }
        if (positions == Positions.TOKENS && tokens.isEmpty()) {
            throw new InvalidException("Positions 'tokens': expected at least one token.");
        }
        tokens = Set.copyOf(tokens);
    }

    /**
     * A part of the text that needs no further word.
     *
     * @throws InvalidException if it is a range or a set of tokens, which do
     */
    public static Scope of(Positions positions) {
        if (positions == Positions.RANGE) {
            throw new InvalidException("Positions 'range': expected 'from', and 'to' unless it has no end.");
        }
        return new Scope(positions, 0, Integer.MAX_VALUE, Set.of(), false, null);
    }

    /**
     * Positions of the text, prompt and generated tokens alike.
     *
     * @param from from 0
     * @param to inclusive
     * @throws InvalidException if it is negative or ends before it begins
     */
    public static Scope range(int from, int to) {
        return new Scope(Positions.RANGE, from, to, Set.of(), false, null);
    }

    /**
     * Certain tokens wherever they stand.
     *
     * @throws InvalidException if there is none
     */
    public static Scope tokens(Set<Integer> ids) {
        return new Scope(Positions.TOKENS, 0, Integer.MAX_VALUE, ids, false, null);
    }

    /** The same, touching special tokens as well. */
    public Scope withSpecialTokens() {
        return new Scope(positions, from, to, tokens, true, condition);
    }

    /** The same, only where a condition holds. */
    public Scope where(Condition holds) {
        return new Scope(positions, from, to, tokens, specialTokens, holds);
    }

    /** Whether a token is touched, as far as can be told without its condition. */
    boolean includes(int position, int promptLength, int id, boolean special) {
        if (special && !specialTokens) {
            return false;
        }
        return switch (positions) {
            case ALL -> true;
            case PROMPT -> position < promptLength;
            case GENERATED -> position >= promptLength - 1;
            case LAST -> position == promptLength - 1;
            case RANGE -> position >= from && position <= to;
            case TOKENS -> tokens.contains(id);
        };
    }
}
