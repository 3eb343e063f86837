package org.fragaria.pretraining;

import static org.fragaria.pretraining.ModelShape.require;

/**
 * How a model is trained.
 *
 * @param shape of the model
 * @param tokens how many tokens to train on
 * @param batch windows per step; each is as long as the model's context
 * @param matrixRate learning rate of Muon (matrices of the blocks) at its height
 * @param otherRate learning rate of AdamW (embedding, norms) at its height
 * @param placeWeight what the loss of a place that a speaker names is multiplied by; other tokens weigh 1
 * @param threads that one operation may use
 * @param seed of the weights' start; same seed, settings and machine, same result
 */
public record PretrainingSettings(
        ModelShape shape,
        long tokens,
        int batch,
        double matrixRate,
        double otherRate,
        double placeWeight,
        int threads,
        long seed) {

    static final double MOMENTUM = 0.95;
    static final double BETA_1 = 0.9;
    static final double BETA_2 = 0.95;
    static final double DECAY = 0.05;
    static final double CLIP = 1;

    private static final int WARM_UP = 60;
    private static final double FLAT_UNTIL = 0.6;
    private static final double LAST = 0.05;

    public PretrainingSettings {
        require(batch >= 1 && batch <= 4096, "batch", "1 to 4096 windows", batch);
        require(tokens >= (long) batch * shape.context(), "tokens", "at least one batch", tokens);
        require(matrixRate > 0 && matrixRate <= 1, "matrix learning rate", "above 0, up to 1", matrixRate);
        require(otherRate > 0 && otherRate <= 1, "other learning rate", "above 0, up to 1", otherRate);
        require(placeWeight >= 1 && placeWeight <= 100, "weight of places", "1 to 100", placeWeight);
        require(threads >= 1 && threads <= 1024, "threads", "1 to 1024", threads);
    }

    /** The usual settings for a shape. */
    public static PretrainingSettings of(ModelShape shape, long tokens, long seed) {
        return new PretrainingSettings(shape, tokens, 16, 0.02, 5e-3, 6, 2, seed);
    }

    /** The same with another batch. */
    public PretrainingSettings withBatch(int windows) {
        return new PretrainingSettings(shape, tokens, windows, matrixRate, otherRate, placeWeight, threads, seed);
    }

    int tokensPerStep() {
        return batch * shape.context();
    }

    /** Number of gradient steps. */
    int steps() {
        return (int) Math.min(Integer.MAX_VALUE, tokens / tokensPerStep());
    }

    /**
     * The share of the learning rates at a step: rises linearly over the first {@value #WARM_UP} steps, stays, falls
     * linearly from {@value #FLAT_UNTIL} of the steps on to {@value #LAST}.
     */
    double height(int step) {
        double done = (step + 1.0) / steps();
        double falling = done <= FLAT_UNTIL ? 1 : LAST + (1 - LAST) * (1 - done) / (1 - FLAT_UNTIL);
        return Math.min(falling, (step + 1.0) / WARM_UP);
    }
}
