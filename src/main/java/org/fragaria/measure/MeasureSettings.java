package org.fragaria.measure;

import org.fragaria.problem.InvalidException;

/**
 * What a measuring run keeps and how it goes about it. Equal settings on equal input give equal results; {@code batchTokens}
 * and {@code checkpointWindows} decide only how long it takes and never the result, {@code fitEvery} decides the sample that
 * FVU is measured on.
 *
 * @param top top examples per feature (windows with its strongest activations)
 * @param intervals equal-width intervals of (0, maximum] per feature
 * @param perInterval examples per interval
 * @param excerpt longest example in tokens, 1..64: as many tokens around the peak, within its document
 * @param tokenSlots tokens remembered per feature while measuring; see {@link TokenTable} for what happens beyond
 * @param tokens strongest tokens reported per feature, at most half the slots
 * @param seed decides which windows are drawn as interval examples
 * @param countSpecial whether BOS and other special tokens, and the first position of every window, enter the statistics;
 *     their activations are outliers that would win every maximum
 * @param batchTokens tokens per forward pass, at most; rounded to whole windows
 * @param checkpointWindows windows between two checkpoints, at least
 * @param fitEvery FVU is measured on every n-th batch: reconstruction costs as much as encoding
 * @param lookupTokens lookup scores are computed from this many tokens at the beginning of the corpus, at most; see
 *     {@link ActivationLog}
 * @param outputFeatures features whose output score is measured, at most (evenly spread), 0 for none: it takes a step of
 *     the model per feature and context
 * @param effectExamples on how many of its strongest examples it is measured what the model loses without the feature, 0 for
 *     none: it takes two passes of the model per feature and example
 */
public record MeasureSettings(
        int top,
        int intervals,
        int perInterval,
        int excerpt,
        int tokenSlots,
        int tokens,
        long seed,
        boolean countSpecial,
        int batchTokens,
        int checkpointWindows,
        int fitEvery,
        int lookupTokens,
        int outputFeatures,
        int effectExamples) {

    /** Longest excerpt: its active positions are kept as the bits of one long. */
    public static final int LONGEST_EXCERPT = Long.SIZE;

    /** The settings of a run that says nothing else; counts are those of Neuronpedia's dashboards. */
    public static final MeasureSettings DEFAULTS =
            new MeasureSettings(20, 5, 5, LONGEST_EXCERPT, 512, 64, 20261123L, false, 2048, 256, 4, 1 << 21, 8192, 0);

    /** @throws InvalidException if a number is out of its range */
    public MeasureSettings {
        require(top >= 1 && top <= 1000, "top examples", "1 to 1000", top);
        require(intervals >= 1 && intervals <= 50, "intervals", "1 to 50", intervals);
        require(perInterval >= 0 && perInterval <= 100, "examples per interval", "0 to 100", perInterval);
        require(excerpt >= 1 && excerpt <= LONGEST_EXCERPT, "excerpt", "1 to 64 tokens", excerpt);
        require(tokenSlots >= 2 && tokenSlots <= 16_384, "token slots", "2 to 16384", tokenSlots);
        require(tokens >= 1 && tokens <= tokenSlots / 2, "tokens per feature", "1 to half the token slots", tokens);
        require(batchTokens >= 1, "batch tokens", "at least 1", batchTokens);
        require(checkpointWindows >= 1, "windows between checkpoints", "at least 1", checkpointWindows);
        require(fitEvery >= 1, "batches per fit sample", "at least 1", fitEvery);
        require(lookupTokens >= 0 && lookupTokens <= 1 << 22, "tokens for lookup scores", "0 to 4194304", lookupTokens);
        require(effectExamples >= 0 && effectExamples <= 100, "examples with effects", "0 to 100", effectExamples);
        require(outputFeatures >= 0, "features with an output score", "at least 0", outputFeatures);
    }

    private static void require(boolean holds, String name, String expected, int found) {
        if (!holds) {
            throw new InvalidException("Setting '" + name + "': expected " + expected + ", found " + found + ".");
        }
    }

    /** These settings with another number of top examples. */
    public MeasureSettings withTop(int count) {
        return new MeasureSettings(
                count,
                intervals,
                perInterval,
                excerpt,
                tokenSlots,
                tokens,
                seed,
                countSpecial,
                batchTokens,
                checkpointWindows,
                fitEvery,
                lookupTokens,
                outputFeatures,
                effectExamples);
    }

    /** These settings with another bound on features whose output score is measured. */
    public MeasureSettings withOutputFeatures(int count) {
        return new MeasureSettings(
                top,
                intervals,
                perInterval,
                excerpt,
                tokenSlots,
                tokens,
                seed,
                countSpecial,
                batchTokens,
                checkpointWindows,
                fitEvery,
                lookupTokens,
                count,
                effectExamples);
    }

    /** These settings with another number of examples on which each feature is switched off. */
    public MeasureSettings withEffectExamples(int count) {
        return new MeasureSettings(
                top,
                intervals,
                perInterval,
                excerpt,
                tokenSlots,
                tokens,
                seed,
                countSpecial,
                batchTokens,
                checkpointWindows,
                fitEvery,
                lookupTokens,
                outputFeatures,
                count);
    }

    /** Every how many features the output score is measured, or 0 for none. */
    int outputEvery(int dSae) {
        return outputFeatures == 0 ? 0 : Math.ceilDiv(dSae, outputFeatures);
    }

    /**
     * Windows per batch: as many as fit {@code batchTokens}, and as keep the dense activations of a batch within 32 Mi
     * floats.
     */
    public int batchWindows(int windowLength, int dSae) {
        long dense = (32L << 20) / ((long) windowLength * dSae);
        return (int) Math.max(1, Math.min(dense, batchTokens / windowLength));
    }

    /**
     * Upper bound of the memory of the statistics in bytes; it does not grow with the corpus. Per live feature: a
     * histogram ({@value GrowingHistogram#BINS} × 4), example slots ({@code top + }{@value IntervalDraws#BINS}{@code ·
     * perInterval}, each 40 bytes and 4 per active token of the excerpt), token slots (10 each), and about 300 bytes of
     * objects. Most features stay far below: an example rarely has more than ten active tokens.
     */
    public long memoryBound(int dSae) {
        long slots = top + (long) IntervalDraws.BINS * perInterval;
        return dSae * (4L * GrowingHistogram.BINS + slots * (40L + 4L * excerpt) + 10L * tokenSlots + 300L);
    }
}
