package org.fragaria.training;

/**
 * Where a training is; the figures are those of the newest batch.
 *
 * @param step gradient steps done
 * @param steps gradient steps in all
 * @param tokens tokens trained on
 * @param tokensPerSecond since this run began
 * @param loss reconstruction error as a share of the variance, plus sparsity penalty and help for dead features
 * @param fvu fraction of variance unexplained
 * @param l0 active features per token
 * @param dead share of features that have not fired for long ({@link TrainingSettings#deadAfter})
 */
public record TrainingProgress(
        int step, int steps, long tokens, double tokensPerSecond, double loss, double fvu, double l0, double dead) {}
