package org.fragaria.village;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads rules written as text. A rule is {@code name -> alternative | alternative}; lines that begin with white space go on
 * with the rule above; {@code #} begins a comment line. {@code !name} marks a whole sentence; {@code name (a, b) ->} gives
 * further labels. In an alternative:
 *
 * <ul>
 *   <li><code>{rule}</code> another rule, <code>{x:rule}</code> remembered as {@code x} for the rest of the sentence,
 *       <code>{^rule}</code> with a capital letter, <code>{an}</code> the article that fits what follows;
 *   <li>{@code [text]} present half of the time; {@code <one|two>} one of them;
 *   <li>{@code @3 text} an alternative three times as likely as one without weight;
 *   <li>{@code \} takes the next character as it is, {@code \n} is a line break, <code>\s</code> a space.
 * </ul>
 */
final class GrammarReader {

    private final String where;
    private String line = "";
    private int at;

    GrammarReader(String where) {
        this.where = where;
    }

    /** Reads all rules of a text. */
    List<Rule> read(String text) {
        List<Rule> rules = new ArrayList<>();
        StringBuilder pending = new StringBuilder();
        for (String row : text.lines().toList()) {
            if (row.startsWith("#") || row.isBlank()) {
                continue;
            }
            if (!Character.isWhitespace(row.charAt(0))) {
                flush(pending, rules);
            }
            pending.append(' ').append(row.strip());
        }
        flush(pending, rules);
        return rules;
    }

    private void flush(StringBuilder pending, List<Rule> rules) {
        if (!pending.isEmpty()) {
            rules.add(rule(pending.toString().strip()));
            pending.setLength(0);
        }
    }

    private Rule rule(String text) {
        int arrow = text.indexOf("->");
        if (arrow < 0) {
            throw new IllegalArgumentException(where + ": expected NAME -> ..., found '" + text + "'");
        }
        String head = text.substring(0, arrow).strip();
        boolean sentence = head.startsWith("!");
        String name = sentence ? head.substring(1) : head;
        List<String> labels = List.of();
        int open = name.indexOf('(');
        if (open >= 0) {
            labels = List.of(name.substring(open + 1, name.indexOf(')')).strip().split("\\s*,\\s*"));
            name = name.substring(0, open).strip();
        }
        line = text.substring(arrow + 2);
        at = 0;
        Node.Choice body = choice('\0');
        return new Rule(name, sentence, labels, body);
    }

    /** Alternatives up to a closing character, which is consumed. */
    private Node.Choice choice(char close) {
        List<Node.Branch> branches = new ArrayList<>();
        do {
            branches.add(branch(close));
        } while (at < line.length() && line.charAt(at++) == '|');
        return new Node.Choice(List.copyOf(branches));
    }

    private Node.Branch branch(char close) {
        double weight = 1;
        if (close == '\0') {
            skipSpace();
        }
        if (at < line.length() && line.charAt(at) == '@') {
            int space = line.indexOf(' ', at);
            weight = Double.parseDouble(line.substring(at + 1, space));
            at = space + 1;
        }
        List<Node> parts = new ArrayList<>();
        StringBuilder words = new StringBuilder();
        while (at < line.length() && line.charAt(at) != '|' && line.charAt(at) != close) {
            Node part = part(words);
            if (part != null) {
                endWords(words, parts);
                parts.add(part);
            }
        }
        if (close == '\0') {
            trimEnd(words);
        }
        endWords(words, parts);
        if (close != '\0' && at >= line.length()) {
            throw new IllegalArgumentException(where + ": '" + close + "' is missing in '" + line + "'");
        }
        return new Node.Branch(weight, parts.size() == 1 ? parts.getFirst() : new Node.Sequence(List.copyOf(parts)));
    }

    private void skipSpace() {
        while (at < line.length() && line.charAt(at) == ' ') {
            at++;
        }
    }

    private static void trimEnd(StringBuilder words) {
        while (!words.isEmpty() && words.charAt(words.length() - 1) == ' ') {
            words.setLength(words.length() - 1);
        }
    }

    /** A part that is not plain text, or null after one character was added to the words. */
    private @org.jspecify.annotations.Nullable Node part(StringBuilder words) {
        char c = line.charAt(at++);
        switch (c) {
            case '{':
                return call();
            case '[':
                return optional();
            case '<':
                return choice('>');
            case '\\':
                char escaped = line.charAt(at++);
                words.append(escaped == 'n' ? '\n' : escaped == 's' ? '\u0000' : escaped);
                return null;
            default:
                words.append(c);
                return null;
        }
    }

    private Node call() {
        int end = line.indexOf('}', at);
        String inside = line.substring(at, end);
        at = end + 1;
        boolean capital = inside.startsWith("^");
        String name = capital ? inside.substring(1) : inside;
        if (name.equals("an")) {
            return new Node.Article(capital);
        }
        int colon = name.indexOf(':');
        return new Node.Call(name.substring(colon + 1), colon < 0 ? "" : name.substring(0, colon), capital);
    }

    private Node optional() {
        Node.Choice present = choice(']');
        return new Node.Choice(List.of(new Node.Branch(1, present), new Node.Branch(1, new Node.Sequence(List.of()))));
    }

    private static void endWords(StringBuilder words, List<Node> parts) {
        if (!words.isEmpty()) {
            parts.add(new Node.Text(words.toString().replace('\u0000', ' ')));
            words.setLength(0);
        }
    }
}
