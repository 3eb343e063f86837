package org.fragaria.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

import org.fragaria.measure.LoggedFeatures.Entries;
import org.fragaria.measure.MeasuredFeature.Guess;

/**
 * When a reader who knows a few tokens would expect a feature to fire: the rule "the current token is one of T, the one before
 * it one of P" that has the greatest F1 on the even windows of the log, with at most {@value #MOST_TOKENS} tokens in T and
 * {@value #MOST_PREVIOUS} in P, counted on the odd windows, which had no part in the choice. Four rules compete: T alone, P
 * alone, and both, chosen in turn from either one; a rule with P must be better by {@value #MARGIN}, since the more freedom,
 * the more it fits by chance. For the same reason every token of a rule costs {@value #COST} hit, so a token is not taken for the
 * one place where the feature happened to fire on it; only where nothing else is left it is.
 *
 * <p>The best set of at most {@code k} tokens is found exactly. F1 is {@code 2·Σhits/(Σoccurrences + positives)} over the set;
 * for a value {@code λ} some set exceeds it if {@code Σ(2·hits − λ·occurrences) > λ·positives}, and the set that does so most
 * is the {@code k} tokens with the largest summands above zero. From λ = 0 on, λ becomes the F1 of that set until it no longer
 * grows (W. Dinkelbach, On nonlinear fractional programming, 1967).
 *
 * <p>Not for several threads.
 */
final class Guesses {

    /** Tokens in T, at most. */
    static final int MOST_TOKENS = 16;
    /** Tokens in P, at most. */
    static final int MOST_PREVIOUS = 8;

    static final double MARGIN = 0.05;
    /** Hits that a token of a rule does not count, as it was chosen for one. */
    static final int COST = 1;

    /** Tokens that are considered, those with the most hits. */
    private static final int CONSIDERED = 256;

    private static final int[] ANY = {};

    private final LoggedText text;
    private final ContextTree tree;
    /** How often a token stands before another one, on even and on odd windows. */
    private final int[][] followed;
    /** Hits of one feature on even windows by node of two tokens; all 0 between two features. */
    private final int[] hits;

    Guesses(LoggedText text) {
        this.text = text;
        tree = text.tree();
        followed = new int[2][text.vocabulary()];
        for (int slot = 0; slot < text.size(); slot++) {
            if (!text.begins(slot)) {
                followed[text.odd(slot) ? 1 : 0][text.previous(slot)]++;
            }
        }
        hits = new int[tree.size()];
    }

    /** A token and the one before it, or {@link ContextTree#NONE}, with the places where the feature fires on them. */
    private record Pair(int token, int previous, int hits) {}

    /** Which tokens, and which before them; empty stands for any. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Rule(int[] tokens, int[] previous) {

        boolean holds(int token, int before) {
            return has(tokens, token) && has(previous, before);
        }

        private static boolean has(int[] set, int token) {
            return set.length == 0 || contains(set, token);
        }
    }

    private record Choice(int token, int hits, int occurrences) {
        double gain(int cost, double lambda) {
            return 2.0 * (hits - cost) - lambda * occurrences;
        }
    }

    Guess of(Entries entries) {
        List<Pair> pairs = pairs(entries);
        if (pairs.isEmpty()) {
            return Guess.UNKNOWN;
        }
        Rule best = new Rule(tokens(pairs, ANY), ANY);
        double least = f1(best, pairs) + MARGIN;
        for (Rule rule : withPrevious(pairs, best.tokens())) {
            double f1 = f1(rule, pairs);
            if (f1 > least) {
                least = f1;
                best = rule;
            }
        }
        return counted(best, entries);
    }

    private List<Rule> withPrevious(List<Pair> pairs, int... tokens) {
        List<Rule> rules = new ArrayList<>();
        int[] before = previous(pairs, ANY);
        if (before.length > 0) {
            rules.add(new Rule(ANY, before));
            rules.add(inTurn(pairs, before));
        }
        int[] beforeThese = previous(pairs, tokens);
        if (beforeThese.length > 0) {
            rules.add(inTurn(pairs, beforeThese));
        }
        return rules;
    }

    /** The best tokens after some, then the best before those. */
    private Rule inTurn(List<Pair> pairs, int... previous) {
        int[] tokens = tokens(pairs, previous);
        return new Rule(tokens, previous(pairs, tokens));
    }

    private List<Pair> pairs(Entries entries) {
        List<Integer> slots = new ArrayList<>(); // one of each pair
        for (int i = entries.from(); i < entries.to(); i++) {
            int slot = entries.slots()[i];
            if (!text.odd(slot) && hits[tree.parent(text.context(slot))]++ == 0) {
                slots.add(slot);
            }
        }
        List<Pair> pairs = new ArrayList<>(slots.size());
        for (int slot : slots) {
            int node = tree.parent(text.context(slot));
            pairs.add(new Pair(text.token(slot), text.previous(slot), hits[node]));
            hits[node] = 0;
        }
        return pairs;
    }

    private int[] tokens(List<Pair> pairs, int... previous) {
        Map<Integer, Integer> found = new HashMap<>();
        for (Pair pair : pairs) {
            if (previous.length == 0 || contains(previous, pair.previous)) {
                found.merge(pair.token, pair.hits, Integer::sum);
            }
        }
        return choose(found, token -> occurrences(token, previous, 0), positives(pairs), MOST_TOKENS);
    }

    private int[] previous(List<Pair> pairs, int... tokens) {
        Map<Integer, Integer> found = new HashMap<>();
        for (Pair pair : pairs) {
            if (pair.previous != ContextTree.NONE && (tokens.length == 0 || contains(tokens, pair.token))) {
                found.merge(pair.previous, pair.hits, Integer::sum);
            }
        }
        return choose(found, before -> occurrencesAfter(before, tokens, 0), positives(pairs), MOST_PREVIOUS);
    }

    private static int positives(List<Pair> pairs) {
        return pairs.stream().mapToInt(Pair::hits).sum();
    }

    private static int[] choose(
            Map<Integer, Integer> hits, ToIntFunction<Integer> occurrences, int positives, int most) {
        List<Choice> choices = hits.entrySet().stream()
                .sorted(Map.Entry.<Integer, Integer>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(CONSIDERED)
                .map(e -> new Choice(e.getKey(), e.getValue(), occurrences.applyAsInt(e.getKey())))
                .toList();
        List<Choice> best = best(choices, COST, positives, most);
        return (best.isEmpty() ? best(choices, 0, positives, most) : best)
                .stream()
                        .sorted(Comparator.comparingInt((Choice c) -> -c.hits).thenComparingInt(Choice::token))
                        .mapToInt(Choice::token)
                        .toArray();
    }

    private static List<Choice> best(List<Choice> choices, int cost, int positives, int most) {
        List<Choice> best = List.of();
        double lambda = -1;
        for (double next = 0; next > lambda; next = f1(best, cost, positives)) {
            lambda = next;
            best = largest(choices, cost, lambda, most);
        }
        return best;
    }

    private static List<Choice> largest(List<Choice> choices, int cost, double lambda, int most) {
        return choices.stream()
                .filter(choice -> choice.gain(cost, lambda) > 0)
                .sorted(Comparator.comparingDouble((Choice choice) -> -choice.gain(cost, lambda))
                        .thenComparingInt(Choice::token))
                .limit(most)
                .toList();
    }

    private static double f1(List<Choice> set, int cost, int positives) {
        long hits = set.stream().mapToLong(choice -> choice.hits - cost).sum();
        return 2.0 * hits / (set.stream().mapToLong(Choice::occurrences).sum() + positives);
    }

    private double f1(Rule rule, List<Pair> pairs) {
        long hits = pairs.stream()
                .filter(pair -> rule.holds(pair.token, pair.previous))
                .mapToLong(Pair::hits)
                .sum();
        long cost = (long) COST * (rule.tokens.length + rule.previous.length);
        return 2.0 * (hits - cost) / (expected(rule, 0) + positives(pairs));
    }

    /** Places where a rule holds on one half: 0 for even windows, 1 for odd ones. */
    private long expected(Rule rule, int half) {
        return rule.tokens.length == 0
                ? Arrays.stream(rule.previous)
                        .mapToLong(before -> followed[half][before])
                        .sum()
                : Arrays.stream(rule.tokens)
                        .mapToLong(token -> occurrences(token, rule.previous, half))
                        .sum();
    }

    private int occurrences(int token, int[] previous, int half) {
        int node = tree.node(ContextTree.NONE, token);
        if (previous.length == 0) {
            return occurrences(node, half);
        }
        return Arrays.stream(previous)
                .map(before -> occurrences(tree.node(node, before), half))
                .sum();
    }

    private int occurrencesAfter(int before, int[] tokens, int half) {
        return tokens.length == 0
                ? followed[half][before]
                : Arrays.stream(tokens)
                        .map(token -> occurrences(tree.node(tree.node(ContextTree.NONE, token), before), half))
                        .sum();
    }

    private int occurrences(int node, int half) {
        if (node == ContextTree.NONE) {
            return 0;
        }
        return half == 0 ? tree.even(node) : tree.odd(node);
    }

    private Guess counted(Rule rule, Entries entries) {
        long active = 0;
        long right = 0;
        for (int i = entries.from(); i < entries.to(); i++) {
            int slot = entries.slots()[i];
            if (text.odd(slot)) {
                active++;
                right += rule.holds(text.token(slot), text.previous(slot)) ? 1 : 0;
            }
        }
        return new Guess(boxed(rule.tokens), boxed(rule.previous), right, expected(rule, 1), active);
    }

    private static List<Integer> boxed(int... ids) {
        return Arrays.stream(ids).boxed().toList();
    }

    private static boolean contains(int[] set, int token) {
        for (int one : set) {
            if (one == token) {
                return true;
            }
        }
        return false;
    }
}
