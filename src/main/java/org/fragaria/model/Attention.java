package org.fragaria.model;

import org.fragaria.torch.TorchOps;

/**
 * How one layer attends.
 *
 * @param scores heads, scale and soft-cap
 * @param window how many positions a token sees, itself included; 0 for all before it
 */
record Attention(TorchOps.Scores scores, int window) {

    /** Every earlier position, scores over the square root of the head dimension. */
    static Attention full(ModelConfig shape) {
        return scaled(shape, 1 / Math.sqrt(shape.headDim()), 0);
    }

    /** Scores times {@code scale}, without a soft-cap. */
    static Attention scaled(ModelConfig shape, double scale, int window) {
        return new Attention(new TorchOps.Scores(shape.heads(), shape.kvHeads(), scale, 0), window);
    }
}
