package org.fragaria.model.jinja;

import java.util.List;

/**
 * A stretch of a template.
 *
 * @param kind what it is
 * @param text of {@code TEXT}: what is written as it stands
 * @param tokens of the others: what stands between the marks
 * @param line where it begins, from 1
 */
record Piece(Kind kind, String text, List<Token> tokens, int line) {

    /** What stretches there are. */
    enum Kind {
        /** Written as it stands. */
        TEXT,
        /** {@code {{ … }}}. */
        OUTPUT,
        /** <code>{% … %}</code>. */
        STATEMENT
    }

    /** A word of an expression. */
    record Token(Type type, String text) {
        boolean is(String symbol) {
            return type == Type.SYMBOL && text.equals(symbol);
        }

        boolean word(String name) {
            return type == Type.NAME && text.equals(name);
        }
    }

    /** What words there are. */
    enum Type {
        NAME,
        NUMBER,
        STRING,
        SYMBOL
    }
}
