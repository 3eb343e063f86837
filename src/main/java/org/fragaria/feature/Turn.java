package org.fragaria.feature;

import java.util.Optional;

/**
 * The feature before or after another one, with a few words to recognise it by.
 *
 * @param index its number
 * @param name its label, else the token it fires on most, cut to {@value #LONGEST} characters; empty if it never fired
 */
public record Turn(int index, String name) {

    private static final int LONGEST = 40;

    static Turn of(int index, OpenSource open, Labels labels) {
        return open.features()
                .row(index)
                .map(row -> new Turn(
                        index,
                        labels.best(open, row)
                                .map(Label::text)
                                .or(() -> Optional.of(row.tokens())
                                        .filter(tokens -> !tokens.isEmpty())
                                        .map(tokens -> quoted(open.tokens()
                                                .text(tokens.getFirst().token()))))
                                .map(Turn::cut)
                                .orElse("")))
                .orElse(new Turn(index, ""));
    }

    private static String quoted(String token) {
        return "“" + Drawings.shown(token).strip() + "”";
    }

    /** Never in the middle of a surrogate pair. */
    private static String cut(String name) {
        if (name.length() <= LONGEST) {
            return name;
        }
        int end = Character.isHighSurrogate(name.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
        return name.substring(0, end).strip() + "…";
    }
}
