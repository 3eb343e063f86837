package org.fragaria.pretraining;

import org.fragaria.problem.InvalidException;

/**
 * The shape of a model to train: a Llama with as many key/value heads as heads and a tied embedding.
 *
 * @param vocabulary number of tokens, V
 * @param width of the residual stream, d
 * @param blocks number of blocks, L
 * @param heads attention heads; each is {@code width / heads} wide, an even number
 * @param mlp width of the MLP's hidden layer, h
 * @param context longest input in tokens
 */
public record ModelShape(int vocabulary, int width, int blocks, int heads, int mlp, int context) {

    static final double NORM_EPSILON = 1e-5;

    /** Wave length base of rotary positions: small, since the context is. */
    static final double ROPE_BASE = 1000;

    private static final int MLP_MULTIPLE = 32;

    public ModelShape {
        require(vocabulary >= 258 && vocabulary <= 1 << 16, "vocabulary", "258 to 65536 tokens", vocabulary);
        require(width >= 8 && width <= 4096, "width", "8 to 4096", width);
        require(blocks >= 1 && blocks <= 64, "blocks", "1 to 64", blocks);
        require(heads >= 1 && width % (2 * heads) == 0, "heads", "a divisor of half the width " + width, heads);
        require(mlp >= 1, "MLP width", "at least 1", mlp);
        require(context >= 8 && context <= 8192, "context", "8 to 8192 tokens", context);
    }

    /** A shape with the usual MLP: 8/3 of the width, rounded up to a multiple of {@value #MLP_MULTIPLE}. */
    public static ModelShape of(int vocabulary, int width, int blocks, int heads, int context) {
        int mlp = (8 * width / 3 + MLP_MULTIPLE - 1) / MLP_MULTIPLE * MLP_MULTIPLE;
        return new ModelShape(vocabulary, width, blocks, heads, mlp, context);
    }

    int headWidth() {
        return width / heads;
    }

    /** Number of weights. */
    public long parameters() {
        return (long) width * (vocabulary + blocks * (4L * width + 3L * mlp + 2) + 1);
    }

    static void require(boolean good, String what, String expected, Object found) {
        if (!good) {
            throw new InvalidException("Demo model, " + what + ": expected " + expected + ", found " + found + ".");
        }
    }
}
