package org.fragaria.feature;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A feature as it is named in a list of others.
 *
 * @param label what it is called; null if nobody says anything
 * @param tokens tokens on which it fires most, at most three; empty if it never fired
 */
public record Named(int index, @Nullable Label label, List<Token> tokens) {

    private static final int TOKENS = 3;

    /** The feature of a source; without words if its number is out of range. */
    static Named of(int index, OpenSource open, Labels labels) {
        return open.features()
                .row(index)
                .map(row -> new Named(
                        index,
                        labels.best(open, row).orElse(null),
                        row.tokens().stream()
                                .limit(TOKENS)
                                .map(score -> Token.of(score, open.tokens(), row.max()))
                                .toList()))
                .orElseGet(() -> new Named(index, null, List.of()));
    }
}
