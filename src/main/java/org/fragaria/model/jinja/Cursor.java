package org.fragaria.model.jinja;

import java.util.List;

import org.fragaria.model.jinja.Piece.Token;
import org.fragaria.model.jinja.Piece.Type;
import org.fragaria.problem.InvalidException;

/** A place in the words of a tag. */
final class Cursor {

    private static final Token END = new Token(Type.SYMBOL, "");

    private final List<Token> tokens;
    private final int line;
    private int at;

    Cursor(List<Token> tokens, int line) {
        this.tokens = tokens;
        this.line = line;
    }

    Token peek() {
        return at < tokens.size() ? tokens.get(at) : END;
    }

    Token ahead() {
        return at + 1 < tokens.size() ? tokens.get(at + 1) : END;
    }

    Token next() {
        Token token = peek();
        at++;
        return token;
    }

    boolean done() {
        return at >= tokens.size();
    }

    boolean accept(String symbol) {
        if (peek().is(symbol)) {
            at++;
            return true;
        }
        return false;
    }

    boolean acceptWord(String name) {
        if (peek().word(name)) {
            at++;
            return true;
        }
        return false;
    }

    void expect(String symbol) {
        if (!accept(symbol)) {
            throw broken("expected '" + symbol + "'");
        }
    }

    String name() {
        if (peek().type() != Type.NAME) {
            throw broken("expected a name");
        }
        return next().text();
    }

    void end() {
        if (!done()) {
            throw broken("expected the end of the tag");
        }
    }

    InvalidException broken(String what) {
        return new InvalidException(
                "The chat template is broken in line " + line + ": " + what + ", found '" + peek().text() + "'.");
    }
}
