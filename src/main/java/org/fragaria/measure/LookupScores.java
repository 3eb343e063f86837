package org.fragaria.measure;

import java.util.Arrays;

import org.fragaria.measure.LoggedFeatures.Entries;
import org.fragaria.measure.MeasuredFeature.Lookup;

/**
 * How much of each feature's activation a table explains that is looked up by the last one, two or three tokens. Fitted on
 * even windows, scored on odd ones, over all tokens of an {@link ActivationLog}; "before" never reaches over the beginning of
 * a document or window, which is then part of the context.
 *
 * <p>The table of one token predicts the mean activation {@code p₁ = S/N} over the {@code N} occurrences of the token on
 * even windows, 0 if there are none. The table of {@code k} tokens backs off to the one of {@code k − 1}, whose prediction
 * counts as one further occurrence: {@code pₖ = (S + pₖ₋₁)/(N + 1)}, {@code N} being the occurrences of the last {@code k}
 * tokens (so a context that was never seen predicts what the shorter one predicts, and a rare one is not trusted far). The
 * score is the share of variance explained, {@code 1 − Σ(a − pₖ)²/Σ(a − ā)²} over odd windows, cut off below at 0.
 *
 * <p>Computed without visiting what is silent: {@code Σ(a − p)² = Σa² − 2Σap + Σp²}. A context in which a feature never
 * fired predicts {@code w = 1/(N + 1)} times its parent, so {@code Σp²} over all of a node's occurrences is {@code p²·Q}
 * where {@code Q}, the same for all features, is the sum of {@code w²·Q} over its children; children in which the feature
 * did fire are taken out and counted by themselves.
 *
 * <p>Memory: four numbers per node of the {@link ContextTree}. Not for several threads.
 */
final class LookupScores {

    private final LoggedText text;
    private final ContextTree tree;
    /** {@code Q} by longest context counted (1..3) and node. */
    private final double[][] squares;

    /** Sums of one feature on even windows, by node; all 0 between two features. */
    private final double[] sums;

    private int[] touched = new int[1024];

    LookupScores(LoggedText text) {
        this.text = text;
        tree = text.tree();
        squares = new double[ContextTree.DEPTH + 1][];
        for (int depth = 1; depth <= ContextTree.DEPTH; depth++) {
            squares[depth] = squares(depth);
        }
        sums = new double[tree.size()];
    }

    private double[] squares(int depth) {
        double[] q = new double[tree.size()];
        for (int node = q.length - 1; node >= 0; node--) { // children before parents
            if (tree.length(node) == depth) {
                q[node] = tree.odd(node);
            }
            if (tree.length(node) > 1 && tree.length(node) <= depth) {
                q[tree.parent(node)] += q[node] * square(1.0 / (tree.even(node) + 1));
            }
        }
        return q;
    }

    /** The scores of a feature; unknown if it is silent on either half of the log, or constant on the odd one. */
    Lookup of(Entries entries) {
        int nodes = fit(entries);
        Lookup score = nodes == 0 ? Lookup.UNKNOWN : score(entries, nodes);
        for (int i = 0; i < nodes; i++) {
            sums[touched[i]] = 0;
        }
        return score;
    }

    private int fit(Entries entries) {
        int nodes = 0;
        for (int i = entries.from(); i < entries.to(); i++) {
            int slot = entries.slots()[i];
            if (!text.odd(slot)) {
                for (int node = text.context(slot); node != ContextTree.NONE; node = tree.parent(node)) {
                    if (sums[node] == 0) {
                        touched = nodes == touched.length ? Arrays.copyOf(touched, nodes * 2) : touched;
                        touched[nodes++] = node;
                    }
                    sums[node] += entries.values()[i];
                }
            }
        }
        return nodes;
    }

    private Lookup score(Entries entries, int nodes) {
        double sum = 0;
        double sumOfSquares = 0;
        double[] products = new double[ContextTree.DEPTH + 1];
        for (int i = entries.from(); i < entries.to(); i++) {
            int slot = entries.slots()[i];
            if (text.odd(slot)) {
                double a = entries.values()[i];
                sum += a;
                sumOfSquares += a * a;
                for (int node = text.context(slot); node != ContextTree.NONE; node = tree.parent(node)) {
                    products[tree.length(node)] += a * prediction(node);
                }
            }
        }
        double variance = sumOfSquares - sum * sum / text.oddTokens();
        if (!(sum > 0) || !(variance > 0)) {
            return Lookup.UNKNOWN;
        }
        double[] score = new double[ContextTree.DEPTH + 1];
        for (int depth = 1; depth <= ContextTree.DEPTH; depth++) {
            double unexplained = sumOfSquares - 2 * products[depth] + predicted(depth, nodes);
            score[depth] = Math.max(0, 1 - unexplained / variance);
        }
        return new Lookup(score[1], score[2], score[3]);
    }

    /** {@code Σp²} over odd windows with contexts of at most {@code depth} tokens. */
    private double predicted(int depth, int nodes) {
        double sum = 0;
        for (int i = 0; i < nodes; i++) {
            int node = touched[i];
            if (tree.length(node) <= depth) {
                double q = squares[depth][node];
                sum += square(prediction(node)) * q;
                if (tree.length(node) > 1) {
                    sum -= square(prediction(tree.parent(node)) / (tree.even(node) + 1)) * q;
                }
            }
        }
        return sum;
    }

    private double prediction(int node) {
        if (tree.length(node) == 1) {
            return tree.even(node) == 0 ? 0 : sums[node] / tree.even(node);
        }
        return (sums[node] + prediction(tree.parent(node))) / (tree.even(node) + 1);
    }

    private static double square(double x) {
        return x * x;
    }
}
