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
     * @param lookup share of the variance of its activation, over all measured tokens of held-out windows, that the
     *     current token alone explains, 0..1 (a lookup table from token to mean activation, fitted on the other
     *     windows); NaN if it cannot be told (dead, or silent on one half)
     */
    public record Firing(
            float max,
            long activeTokens,
            double density,
            double mean,
            double deviation,
            double skew,
            double kurtosis,
            double lookup) {}

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
