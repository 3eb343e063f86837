package org.fragaria.training;

import org.fragaria.dictionary.Architecture;
import org.fragaria.dictionary.StoredAs;
import org.fragaria.problem.InvalidException;

/**
 * How a dictionary is trained.
 *
 * @param architecture topk, standard (ReLU with an L1 penalty) or jumprelu
 * @param features number of features, dSae
 * @param k active features per token: exactly (topk) or what the sparsity penalty is steered to (the others)
 * @param tokens how many tokens to train on; text is read again when it is used up
 * @param batch tokens per step
 * @param learningRate of Adam at its height
 * @param context tokens per window, BOS included
 * @param firstPosition whether the first position of a window is trained on too; models often park huge norms there
 * @param wholeBatch topk only: the {@code k · batch} largest of a whole batch are kept, so that a token may have more or
 *     fewer than k; written as jumprelu with one threshold (BatchTopK)
 * @param levels prefixes of the features that must reconstruct on their own (Matryoshka), and what each is for
 * @param storedAs how the dictionary's weights are written
 * @param seed same seed, same result (on the same machine with as many threads)
 */
public record TrainingSettings(
        Architecture architecture,
        int features,
        int k,
        long tokens,
        int batch,
        double learningRate,
        int context,
        boolean firstPosition,
        boolean wholeBatch,
        Levels levels,
        StoredAs storedAs,
        long seed) {

    public TrainingSettings {
        boolean trained = architecture != Architecture.GATED && architecture != Architecture.GROUPMAX;
        require(trained, "architecture", "topk, standard or jumprelu", architecture.id());
        require(features >= 2 && features <= 1 << 24, "features", "2 to 16777216", features);
        require(k >= 1 && k <= features, "k", "1 to the number of features (" + features + ")", k);
        levels.requireFit(features, k);
        require(
                levels.active().isEmpty() || wholeBatch,
                "active",
                "no numbers where the places are not shared over a whole batch",
                levels.active());
        require(!wholeBatch || architecture == Architecture.TOPK, "whole batch", "topk", architecture.id());
        require(batch >= 16 && batch <= 1 << 20, "batch", "16 to 1048576 tokens", batch);
        require(tokens >= batch, "tokens", "at least one batch (" + batch + ")", tokens);
        require(learningRate > 0 && learningRate <= 1, "learning rate", "a number above 0, up to 1", learningRate);
        require(context >= 2, "context", "at least 2 tokens", context);
    }

    /** A plain dictionary, k largest of each token, written as float32. */
    TrainingSettings(
            Architecture architecture,
            int features,
            int k,
            long tokens,
            int batch,
            double learningRate,
            int context,
            boolean firstPosition,
            long seed) {
        this(
                architecture,
                features,
                k,
                tokens,
                batch,
                learningRate,
                context,
                firstPosition,
                false,
                Levels.NONE,
                StoredAs.FLOAT32,
                seed);
    }

    private static void require(boolean good, String what, String expected, Object found) {
        if (!good) {
            throw new InvalidException("Training, " + what + ": expected " + expected + ", found " + found + ".");
        }
    }

    /** Number of gradient steps. */
    int steps() {
        return (int) Math.min(Integer.MAX_VALUE, tokens / batch);
    }

    /**
     * The learning rate at a step: rises linearly over the first twentieth, stays, falls linearly to 0 over the last
     * third.
     */
    double learningRate(int step) {
        double done = (step + 1.0) / steps();
        return learningRate * Math.min(1, Math.min(done * 20, (1 - done) * 3 + 1e-3));
    }

    /** A feature that did not fire on so many tokens counts as dead and gets help. */
    long deadAfter() {
        return Math.clamp(tokens / 20, 20L * batch, 10_000_000L);
    }
}
