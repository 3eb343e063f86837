package org.fragaria.village;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;

/**
 * The rules of the language: what sentences are made of, and which sentences are right. Immutable; safe for any thread.
 * The format is described on {@link GrammarReader}.
 */
public final class Grammar {

    private static final List<String> FILES =
            List.of("words", "story", "talk", "letter", "languages", "recipe", "sums", "code");

    private final Map<String, Rule> rules = new LinkedHashMap<>();

    private static final class Loaded {
        static final Grammar GRAMMAR = load();
    }

    /** The grammar of the village. */
    public static Grammar village() {
        return Loaded.GRAMMAR;
    }

    private static Grammar load() {
        Grammar grammar = new Grammar();
        for (String file : FILES) {
            String name = "/village/" + file + ".grammar";
            try (InputStream in = Grammar.class.getResourceAsStream(name)) {
                if (in == null) {
                    throw new IllegalStateException("the program lacks its own file " + name);
                }
                grammar.add(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        grammar.requireComplete();
        return grammar;
    }

    /** A grammar of one text, for tests. */
    static Grammar of(String text) {
        Grammar grammar = new Grammar();
        grammar.add("text", text);
        grammar.requireComplete();
        return grammar;
    }

    private void add(String where, String text) {
        for (Rule rule : new GrammarReader(where).read(text)) {
            if (rules.put(rule.name(), rule) != null) {
                throw new IllegalArgumentException(where + ": rule " + rule.name() + " is written twice");
            }
        }
    }

    private void requireComplete() {
        Set<String> missing = new TreeSet<>();
        rules.values().forEach(rule -> requireKnown(rule.body(), missing));
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("rules that are called but not written: " + missing);
        }
    }

    private void requireKnown(Node node, Set<String> missing) {
        switch (node) {
            case Node.Call call -> {
                if (!rules.containsKey(call.rule())) {
                    missing.add(call.rule());
                }
            }
            case Node.Sequence sequence -> sequence.parts().forEach(part -> requireKnown(part, missing));
            case Node.Choice choice -> choice.branches().forEach(branch -> requireKnown(branch.node(), missing));
            case Node.Text ignored -> {}
            case Node.Article ignored -> {}
        }
    }

    Rule rule(String name) {
        Rule rule = rules.get(name);
        if (rule == null) {
            throw new IllegalArgumentException("no rule is called " + name);
        }
        return rule;
    }

    /** Whether there is a rule that lists words under this name. */
    boolean lists(String rule) {
        return rules.containsKey(rule) && rule(rule).lexical();
    }

    /** The words of a rule that lists words. */
    public List<String> words(String rule) {
        return rule(rule).words();
    }

    /** Number of sentence patterns: alternatives of sentence rules. */
    public int patterns() {
        return rules.values().stream()
                .filter(Rule::sentence)
                .mapToInt(rule -> rule.body().branches().size())
                .sum();
    }

    /** Whether a text is a whole sentence (or line) of the language. What it claims (sums, places) is not judged. */
    public boolean accepts(String sentence) {
        return rules.values().stream()
                .filter(Rule::sentence)
                .flatMap(rule -> rule.body().branches().stream())
                .anyMatch(branch -> mayMatch(branch.node(), sentence)
                        && new Match(sentence).node(branch.node(), 0, false, end -> end == sentence.length()));
    }

    /** Whether all words that stand in an alternative as they are also stand in a text: a cheap look before a match is tried. */
    private static boolean mayMatch(Node node, String text) {
        return switch (node) {
            case Node.Text words -> text.contains(words.text());
            case Node.Sequence sequence ->
                sequence.parts().stream()
                        .allMatch(part -> !(part instanceof Node.Text words) || text.contains(words.text()));
            default -> true;
        };
    }

    /** Whether a text is what one rule describes, from its first to its last character. */
    public boolean matches(String rule, String text) {
        return matches(rule(rule), text);
    }

    private boolean matches(Rule rule, String text) {
        return new Match(text).node(rule.body(), 0, false, end -> end == text.length());
    }

    /** One attempt to read a text by the rules, by trying what fits and going back where it does not go on. */
    private final class Match {
        private final String text;
        private final Map<String, String> bound = new HashMap<>();

        Match(String text) {
            this.text = text;
        }

        boolean node(Node node, int at, boolean capital, IntPredicate then) {
            return switch (node) {
                case Node.Text words ->
                    words(words.text(), at, capital)
                            && then.test(at + words.text().length());
                case Node.Article article -> article(at, article.capital() || capital, then);
                case Node.Sequence sequence -> sequence(sequence.parts(), 0, at, capital, then);
                case Node.Choice choice -> choice(choice, at, capital, then);
                case Node.Call call -> call(call, at, capital || call.capital(), then);
            };
        }

        private boolean choice(Node.Choice choice, int at, boolean capital, IntPredicate then) {
            for (Node.Branch branch : choice.branches()) {
                if (node(branch.node(), at, capital, then)) {
                    return true;
                }
            }
            return false;
        }

        private boolean sequence(List<Node> parts, int part, int at, boolean capital, IntPredicate then) {
            if (part == parts.size()) {
                return then.test(at);
            }
            boolean first = capital && part == 0;
            return node(parts.get(part), at, first, end -> sequence(parts, part + 1, end, false, then));
        }

        private boolean words(String words, int at, boolean capital) {
            if (!capital || words.isEmpty()) {
                return text.startsWith(words, at);
            }
            return text.startsWith(Scribe.capital(words), at);
        }

        private boolean article(int at, boolean capital, IntPredicate then) {
            String a = capital ? "A" : "a";
            return (text.startsWith(a + "n ", at) && Scribe.vowel(text, at + 3) && then.test(at + 2))
                    || (text.startsWith(a + " ", at) && !Scribe.vowel(text, at + 2) && then.test(at + 1));
        }

        private boolean call(Node.Call call, int at, boolean capital, IntPredicate then) {
            Rule rule = rule(call.rule());
            if (call.variable().isEmpty()) {
                return node(rule.body(), at, capital, then);
            }
            String known = bound.get(call.variable());
            if (known != null) {
                return words(known, at, capital) && then.test(at + known.length());
            }
            return node(rule.body(), at, capital, end -> {
                String found = text.substring(at, end);
                bound.put(call.variable(), capital ? uncapital(found, rule) : found);
                boolean whole = then.test(end);
                if (!whole) {
                    bound.remove(call.variable());
                }
                return whole;
            });
        }

        /** What was bound at the start of a sentence is, inside it, written small, unless it is a name. */
        private static String uncapital(String found, Rule rule) {
            return rule.lexical() && rule.words().contains(found)
                    ? found
                    : Character.toLowerCase(found.charAt(0)) + found.substring(1);
        }
    }
}
