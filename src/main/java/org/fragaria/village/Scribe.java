package org.fragaria.village;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Writes one document: expands rules, and notes over which characters every rule, label and word holds. For one thread. */
final class Scribe {

    private static final int ARTICLE = '\u0001';

    private final Grammar grammar;
    private final RandomGenerator random;
    private final StringBuilder text = new StringBuilder();
    private final List<Span> spans = new ArrayList<>();
    private final List<Statement> statements = new ArrayList<>();

    Scribe(Grammar grammar, RandomGenerator random) {
        this.grammar = grammar;
        this.random = random;
    }

    RandomGenerator random() {
        return random;
    }

    /** True with a probability. */
    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    /** One of several things. */
    <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    /** Draws what a rule says without writing it, to bind it in sentences to come. */
    String draw(String rule) {
        Scribe aside = new Scribe(grammar, random);
        aside.expand(grammar.rule(rule).body(), new HashMap<>(), false);
        aside.articles(0);
        return aside.text.toString();
    }

    /** Draws, but not one of these. */
    String drawOther(String rule, String... not) {
        List<String> taken = List.of(not);
        String drawn;
        do {
            drawn = draw(rule);
        } while (taken.contains(drawn));
        return drawn;
    }

    /**
     * Writes a sentence after a space (at the very start or after a line break, without).
     *
     * @param rule what to write
     * @param bindings pairs of variable and value: what the rule's variables are
     * @return where it begins
     */
    int say(String rule, String... bindings) {
        if (!text.isEmpty() && text.charAt(text.length() - 1) != '\n') {
            text.append(' ');
        }
        return write(rule, bindings);
    }

    /** Writes a rule just here. */
    int write(String rule, String... bindings) {
        Map<String, String> bound = new HashMap<>();
        for (int i = 0; i < bindings.length; i += 2) {
            bound.put(bindings[i], bindings[i + 1]);
        }
        int from = text.length();
        expand(new Node.Call(rule, "", false), bound, false);
        articles(from);
        return from;
    }

    /**
     * Writes one alternative of a rule after a space, as {@link #say} does, but none that was written before; all may be
     * written again once none is left.
     *
     * @param used which alternatives were written, by index; changed here
     * @return where it begins
     */
    int sayFresh(String rule, Set<Integer> used, Map<String, String> bindings) {
        List<Node.Branch> branches = grammar.rule(rule).body().branches();
        if (used.size() >= branches.size()) {
            used.clear();
        }
        int pick;
        do {
            pick = random.nextInt(branches.size());
        } while (!used.add(pick));
        if (!text.isEmpty() && text.charAt(text.length() - 1) != '\n') {
            text.append(' ');
        }
        int from = text.length();
        expand(branches.get(pick).node(), new HashMap<>(bindings), false);
        spans.add(new Span(rule, from, text.length()));
        grammar.rule(rule).labels().forEach(label -> label(label, from));
        articles(from);
        return from;
    }

    /** The words of a rule that lists words. */
    List<String> words(String rule) {
        return grammar.words(rule);
    }

    /** Writes plain text just here. */
    Scribe raw(String words) {
        text.append(words);
        return this;
    }

    /** Ends the line. */
    Scribe newLine() {
        text.append('\n');
        return this;
    }

    /** Where the next character goes. */
    int here() {
        return text.length();
    }

    /** Says that a concept holds from a place to here. */
    void label(String concept, int from) {
        spans.add(new Span(concept, from, text.length()));
    }

    /** Says that a concept holds between two places. */
    void label(String concept, int from, int to) {
        spans.add(new Span(concept, from, to));
    }

    /** Where a concept was noted at or behind a place. */
    List<Span> spans(String concept, int from) {
        return spans.stream()
                .filter(span -> span.from() >= from && span.concept().equals(concept))
                .toList();
    }

    /** Notes a speaker's answer. */
    void statement(Statement statement) {
        statements.add(statement);
    }

    /** The text so far. */
    String text() {
        return text.toString();
    }

    /** Where a word was written last, at or after a place. */
    int find(String words, int from) {
        int at = text.indexOf(words, from);
        if (at < 0) {
            throw new IllegalStateException("'" + words + "' is not in '" + text.substring(from) + "'");
        }
        return at;
    }

    Document document(String domain) {
        String whole = text.toString();
        spans.add(new Span("domain." + domain, 0, whole.length()));
        Lexicon.label(this);
        Annotations.add(whole, spans);
        return new Document(whole, domain, List.copyOf(spans), List.copyOf(statements));
    }

    private void expand(Node node, Map<String, String> bound, boolean capital) {
        switch (node) {
            case Node.Text words -> text.append(capital ? capital(words.text()) : words.text());
            case Node.Article article ->
                text.append(article.capital() || capital ? "A" : "a").append((char) ARTICLE);
            case Node.Sequence sequence -> {
                boolean first = capital;
                for (Node part : sequence.parts()) {
                    expand(part, bound, first);
                    first = false;
                }
            }
            case Node.Choice choice -> expand(draw(choice), bound, capital);
            case Node.Call call -> call(call, bound, capital || call.capital());
        }
    }

    private void call(Node.Call call, Map<String, String> bound, boolean capital) {
        Rule rule = grammar.rule(call.rule());
        int from = text.length();
        String known = call.variable().isEmpty() ? null : bound.get(call.variable());
        if (known != null) {
            text.append(capital ? capital(known) : known);
        } else {
            expand(rule.body(), bound, capital);
        }
        if (known == null && !call.variable().isEmpty()) {
            String drawn = text.substring(from);
            boolean name = rule.lexical() && rule.words().contains(drawn);
            bound.put(
                    call.variable(),
                    capital && !name
                            ? drawn.substring(0, 1).toLowerCase(java.util.Locale.ROOT) + drawn.substring(1)
                            : drawn);
        }
        spans.add(new Span(rule.name(), from, text.length()));
        rule.labels().forEach(label -> spans.add(new Span(label, from, text.length())));
        if (rule.lexical()) {
            spans.add(new Span(
                    "word." + (known != null ? known : text.substring(from).toLowerCase(java.util.Locale.ROOT)),
                    from,
                    text.length()));
        }
    }

    private Node draw(Node.Choice choice) {
        double left = random.nextDouble() * choice.total();
        for (Node.Branch branch : choice.branches()) {
            left -= branch.weight();
            if (left < 0) {
                return branch.node();
            }
        }
        return choice.branches().getLast().node();
    }

    /** Puts the n of {@code an} where it belongs, now that it is known what follows, and moves the spans behind it. */
    private void articles(int from) {
        int at;
        while ((at = text.indexOf(Character.toString(ARTICLE), from)) >= 0) {
            boolean an = vowel(text, at + 2);
            text.replace(at, at + 1, an ? "n" : "");
            if (!an) {
                pullBack(at);
            }
        }
    }

    private void pullBack(int gone) {
        for (int i = 0; i < spans.size(); i++) {
            Span span = spans.get(i);
            if (span.to() > gone) {
                spans.set(
                        i, new Span(span.concept(), span.from() > gone ? span.from() - 1 : span.from(), span.to() - 1));
            }
        }
    }

    static String capital(String words) {
        return words.isEmpty() ? words : Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }

    static boolean vowel(CharSequence text, int at) {
        return at < text.length() && "aeiouAEIOU".indexOf(text.charAt(at)) >= 0;
    }
}
