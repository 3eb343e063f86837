package org.fragaria.model.jinja;

import java.util.ArrayList;
import java.util.List;

import org.fragaria.model.jinja.Piece.Kind;
import org.fragaria.model.jinja.Piece.Token;
import org.fragaria.model.jinja.Piece.Type;
import org.fragaria.problem.InvalidException;

/**
 * Cuts a template into pieces. White space is treated as Hugging Face's library asks of Jinja: {@code trim_blocks},
 * {@code lstrip_blocks}, and no line break at the end of the template.
 */
final class Lexer {

    private static final List<String> LONG_SYMBOLS = List.of("==", "!=", "<=", ">=", "//", "**");
    private static final String SYMBOLS = "+-*/%~=<>()[]{}.,:|";

    private final String source;
    private final List<Piece> pieces = new ArrayList<>();
    private int at;
    private boolean lineStart = true;
    private boolean eatSpace;

    Lexer(String source) {
        String unix = source.replace("\r\n", "\n");
        this.source = unix.endsWith("\n") ? unix.substring(0, unix.length() - 1) : unix;
    }

    List<Piece> pieces() {
        while (at < source.length()) {
            int open = nextOpen();
            text(open);
            if (open < source.length()) {
                tag();
            }
        }
        return pieces;
    }

    private int nextOpen() {
        for (int i = at; i + 1 < source.length(); i++) {
            if (source.charAt(i) == '{' && "{%#".indexOf(source.charAt(i + 1)) >= 0) {
                return i;
            }
        }
        return source.length();
    }

    /** What stands before a tag; the tag's own sign says what becomes of the space before it. */
    private void text(int open) {
        String text = source.substring(at, open);
        if (eatSpace) {
            text = text.stripLeading();
        }
        if (open < source.length()) {
            char sign = open + 2 < source.length() ? source.charAt(open + 2) : ' ';
            if (sign == '-') {
                text = text.stripTrailing();
            } else if (sign != '+' && source.charAt(open + 1) != '{') {
                int line = text.lastIndexOf('\n') + 1;
                boolean begins = line > 0 || lineStart;
                text = begins && text.substring(line).isBlank() ? text.substring(0, line) : text;
            }
        }
        if (!text.isEmpty()) {
            pieces.add(new Piece(Kind.TEXT, text, List.of(), line(at)));
        }
        at = open;
    }

    private void tag() {
        int start = at;
        char kind = source.charAt(at + 1);
        at += 2;
        if (at < source.length() && (source.charAt(at) == '-' || source.charAt(at) == '+')) {
            at++;
        }
        if (kind == '#') {
            int end = source.indexOf("#}", at);
            if (end < 0) {
                throw broken("a comment that never ends", start);
            }
            boolean dash = source.charAt(end - 1) == '-';
            at = end + 2;
            after(dash, true);
            return;
        }
        List<Token> tokens = tokens(kind == '{' ? "}}" : "%}", start);
        boolean dash = source.charAt(at - 3) == '-';
        boolean plus = source.charAt(at - 3) == '+';
        after(dash, kind == '%' && !plus);
        if (kind == '%' && tokens.size() == 1 && tokens.getFirst().word("raw")) {
            raw(start);
        } else {
            pieces.add(new Piece(kind == '{' ? Kind.OUTPUT : Kind.STATEMENT, "", tokens, line(start)));
        }
    }

    private void after(boolean dash, boolean block) {
        eatSpace = dash;
        lineStart = false;
        if (dash) {
            int next = at;
            while (next < source.length() && Character.isWhitespace(source.charAt(next))) {
                next++;
            }
            lineStart = next > at && source.charAt(next - 1) == '\n';
        } else if (block && at < source.length() && source.charAt(at) == '\n') {
            at++;
            lineStart = true;
        }
    }

    private void raw(int start) {
        java.util.regex.Matcher end = java.util.regex.Pattern.compile("\\{%[-+]?\\s*endraw\\s*[-+]?%}")
                .matcher(source);
        if (!end.find(at)) {
            throw broken("a raw block that never ends", start);
        }
        pieces.add(new Piece(Kind.TEXT, source.substring(at, end.start()), List.of(), line(start)));
        at = end.end();
        after(source.charAt(at - 3) == '-', true);
    }

    private List<Token> tokens(String close, int start) {
        List<Token> tokens = new ArrayList<>();
        int depth = 0;
        while (at < source.length()) {
            char c = source.charAt(at);
            if (Character.isWhitespace(c)) {
                at++;
            } else if (depth == 0 && closes(close)) {
                return tokens;
            } else if (c == '\'' || c == '"') {
                tokens.add(new Token(Type.STRING, string(c, start)));
            } else if (Character.isDigit(c)) {
                tokens.add(new Token(Type.NUMBER, run("[0-9_]+(\\.[0-9]+)?")));
            } else if (Character.isLetter(c) || c == '_') {
                tokens.add(new Token(Type.NAME, run("[\\p{L}_][\\p{L}\\p{N}_]*")));
            } else {
                Token symbol = symbol(start);
                depth += "([{".contains(symbol.text()) ? 1 : ")]}".contains(symbol.text()) ? -1 : 0;
                tokens.add(symbol);
            }
        }
        throw broken("a tag that never ends", start);
    }

    private boolean closes(String close) {
        int signed = source.charAt(at) == '-' || source.charAt(at) == '+' ? 1 : 0;
        if (source.startsWith(close, at + signed)) {
            at += signed + close.length();
            return true;
        }
        return false;
    }

    private Token symbol(int start) {
        for (String two : LONG_SYMBOLS) {
            if (source.startsWith(two, at)) {
                at += 2;
                return new Token(Type.SYMBOL, two);
            }
        }
        char c = source.charAt(at);
        if (SYMBOLS.indexOf(c) < 0) {
            throw broken("the character '" + c + "'", start);
        }
        at++;
        return new Token(Type.SYMBOL, String.valueOf(c));
    }

    private String run(String pattern) {
        java.util.regex.Matcher found =
                java.util.regex.Pattern.compile(pattern).matcher(source).region(at, source.length());
        if (!found.lookingAt()) {
            throw broken("a word", at);
        }
        at = found.end();
        return found.group();
    }

    private String string(char quote, int start) {
        StringBuilder text = new StringBuilder();
        for (at++; at < source.length(); at++) {
            char c = source.charAt(at);
            if (c == quote) {
                at++;
                return text.toString();
            }
            if (c == '\\' && at + 1 < source.length()) {
                at++;
                text.append(escaped());
            } else {
                text.append(c);
            }
        }
        throw broken("a string that never ends", start);
    }

    private String escaped() {
        char c = source.charAt(at);
        return switch (c) {
            case 'n' -> "\n";
            case 't' -> "\t";
            case 'r' -> "\r";
            case '\\', '\'', '"' -> String.valueOf(c);
            case 'u' -> {
                String code = source.substring(at + 1, Math.min(source.length(), at + 5));
                at += 4;
                yield Character.toString(Integer.parseInt(code, 16));
            }
            default -> "\\" + c;
        };
    }

    private int line(int position) {
        return 1
                + (int) source.substring(0, position)
                        .chars()
                        .filter(c -> c == '\n')
                        .count();
    }

    private InvalidException broken(String what, int position) {
        return new InvalidException("The chat template is broken in line " + line(position) + ": " + what + ".");
    }
}
