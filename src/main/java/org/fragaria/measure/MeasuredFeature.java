package org.fragaria.measure;

import java.util.List;

/**
 * Everything that one corpus run and the weights say about one feature; immutable, self-contained, the unit that the
 * index stores and a page shows.
 *
 * @param index the feature's number in its dictionary
 * @param firing how often and how strongly it fires
 * @param activations histogram of its activations &gt; 0 over the corpus; empty ({@code counts.length == 0}) if dead
 * @param logits histogram over the vocabulary of its direct effect on each token's logit (decoder row · unembedding)
 * @param raises tokens whose logit it raises most, strongest first
 * @param lowers tokens whose logit it lowers most, strongest (most negative) first
 * @param top windows with its strongest activations, strongest first
 * @param intervals equal-width intervals of its activation, highest first, each with examples drawn at random
 * @param neighbours features of the same dictionary whose decoder rows point the same way, by falling cosine
 * @param tokens for tokens it fires on, its largest activation on that token, strongest first (bounded, see
 *     {@code MeasureSettings})
 */
public record MeasuredFeature(
        int index,
        Firing firing,
        Histogram activations,
        Histogram logits,
        List<TokenScore> raises,
        List<TokenScore> lowers,
        List<Example> top,
        List<Interval> intervals,
        List<Neighbour> neighbours,
        List<TokenScore> tokens) {

    /**
     * How often and how strongly a feature fires. Activations are the dictionary's own (after its scaling; decoder
     * norms are not folded in). Moments are over the tokens on which it fires.
     *
     * @param max largest activation over the corpus; 0 if dead
     * @param activeTokens number of corpus tokens with activation &gt; 0
     * @param density {@code activeTokens} / measured tokens, 0..1
     * @param mean mean activation over active tokens; 0 if dead
     * @param deviation standard deviation over active tokens (population)
     * @param skew third standardised moment over active tokens
     * @param kurtosis fourth standardised moment over active tokens (3 for a normal distribution)
     * @param lookup how much of its activation a lookup table explains
     * @param persistence how long it stays on
     * @param output whether it writes: what the model says when it is turned up
     */
    public record Firing(
            float max,
            long activeTokens,
            double density,
            double mean,
            double deviation,
            double skew,
            double kurtosis,
            Lookup lookup,
            Persistence persistence,
            Output output) {

        /** Of a feature that never fired. */
        public static final Firing DEAD =
                new Firing(0, 0, 0, 0, 0, 0, 0, Lookup.UNKNOWN, Persistence.NONE, Output.UNKNOWN);
    }

    /**
     * Share of the variance of a feature's activation, over all measured tokens of held-out windows, that a table explains
     * which is looked up by the last tokens, 0..1; the table is fitted on the other windows ({@code LookupScores} has the
     * formulas). As a rule the longer context explains more; where it explains less, it does not help. All are NaN if it
     * cannot be told (dead, or silent on one half).
     *
     * @param one by the current token alone
     * @param two by the last two tokens
     * @param three by the last three tokens
     */
    public record Lookup(double one, double two, double three) {
        /** It cannot be told. */
        public static final Lookup UNKNOWN = new Lookup(Double.NaN, Double.NaN, Double.NaN);

        /** Whether it can be told. */
        public boolean known() {
            return !Double.isNaN(one);
        }
    }

    /**
     * How long a feature stays on: momentary, or a state that is carried over many tokens. Runs of consecutive active tokens
     * are counted within one document of one window, whose ends cut them short.
     *
     * @param tokens mean length of its runs in tokens, ≥ 1; NaN if it never fired
     * @param chance what that length would be if each token switched the feature by itself, with the same density, in the
     *     same text; NaN if it never fired
     */
    public record Persistence(double tokens, double chance) {
        /** Of a feature that never fired. */
        public static final Persistence NONE = new Persistence(Double.NaN, Double.NaN);
    }

    /**
     * Whether a feature writes what its weights promise ({@code OutputProbe} has the definition): with the feature turned up
     * at the last token of some neutral contexts, the mean probability that the next token is one of those in
     * {@code raises}. Both are NaN if this was not measured.
     *
     * @param promoted that probability with its decoder row added, 0..1
     * @param control the same with random directions of the same length added, 0..1
     */
    public record Output(double promoted, double control) {
        /** It was not measured. */
        public static final Output UNKNOWN = new Output(Double.NaN, Double.NaN);

        /** The output score: how much probability the feature moves to its tokens beyond chance, -1..1, or NaN. */
        public double score() {
            return promoted - control;
        }

        /** Whether it was measured. */
        public boolean known() {
            return !Double.isNaN(promoted);
        }
    }

    /**
     * Equal-width bins; bin {@code i} covers {@code [from + i·w, from + (i+1)·w)}, the last one also its upper end.
     *
     * @param from lower edge of the first bin
     * @param to upper edge of the last bin
     * @param counts how many values fell in each bin
     */
    public record Histogram(float from, float to, long[] counts) {}

    /** A token id with a number: a logit weight, or an activation. */
    public record TokenScore(int token, float value) {}

    /**
     * A window of the corpus around an activation.
     *
     * @param window number of the corpus window it was cut from, from 0
     * @param start position of {@code tokens[0]} in that window
     * @param peak index into {@code tokens} of the activation it was chosen for
     * @param tokens token ids, {@code [position]}
     * @param activations the feature's activation at each token, {@code [position]}, float32, ≥ 0
     */
    public record Example(long window, int start, int peak, int[] tokens, float[] activations) {
        /** The activation that it was chosen for. */
        public float peakActivation() {
            return activations[peak];
        }
    }

    /**
     * An equal-width interval of a feature's activation with examples drawn evenly from it.
     *
     * @param from lower edge, exclusive
     * @param to upper edge, inclusive
     * @param activeTokens corpus tokens whose activation lies in it
     * @param examples windows whose peak lies in it, in random but reproducible order
     */
    public record Interval(float from, float to, long activeTokens, List<Example> examples) {}

    /** Another feature with the cosine of the two decoder rows, -1..1. */
    public record Neighbour(int feature, float cosine) {}
}
