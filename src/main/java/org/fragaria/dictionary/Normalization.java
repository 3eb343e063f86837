package org.fragaria.dictionary;

import java.util.Locale;

import ai.djl.ndarray.NDArray;

/**
 * What is done to each position before encoding and undone after decoding; constants in lower case are SAELens's names.
 * Source: SAELens {@code sae_lens/saes/sae.py}, _setup_activation_normalization.
 */
public enum Normalization {
    /** Nothing. */
    NONE,
    /** {@code x · sqrt(d) / ‖x‖}: every position gets the same norm. */
    CONSTANT_NORM_RESCALE,
    /**
     * {@code (x − mean) / (std + 1e-5)}; std has n − 1 in the denominator and the epsilon is added to the std, not to
     * the variance. Undone as {@code y · std + mean}.
     */
    LAYER_NORM,
    /**
     * {@code x / sqrt(mean(x²) + 1e-6)}: the norm of Gemma before its gain, by which some transcoders read the residual
     * stream. Never undone: only for transcoders.
     */
    RMS_NORM,
    /**
     * One factor for all positions, fixed after training. SAELens never applies it at run time: it must be folded into
     * the weights before use ({@link Dictionary#open(java.nio.file.Path, double)}).
     */
    EXPECTED_AVERAGE_ONLY_IN;

    private static final float EPSILON = 1e-5f;

    /** {@code rms_norm_eps} of Gemma's configurations. */
    private static final float RMS_EPSILON = 1e-6f;

    /** The name in files: SAELens's where it has one. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** {@code x [n, d]} as the encoder wants it. */
    NDArray in(NDArray x) {
        return switch (this) {
            case NONE -> x;
            case CONSTANT_NORM_RESCALE -> x.div(scale(x));
            case LAYER_NORM -> x.sub(mean(x)).div(scale(x).add(EPSILON));
            case RMS_NORM ->
                x.div(x.square().mean(new int[] {1}, true).add(RMS_EPSILON).sqrt());
            case EXPECTED_AVERAGE_ONLY_IN -> throw notFolded();
        };
    }

    /** Undoes {@link #in} on a reconstruction {@code y [n, d]} of {@code x}. */
    NDArray out(NDArray y, NDArray x) {
        return switch (this) {
            case NONE -> y;
            case CONSTANT_NORM_RESCALE -> y.mul(scale(x));
            case LAYER_NORM -> y.mul(scale(x)).add(mean(x));
            case RMS_NORM -> throw new IllegalStateException("An RMS norm is never undone");
            case EXPECTED_AVERAGE_ONLY_IN -> throw notFolded();
        };
    }

    /** What a unit of the decoder's output is worth at each position, {@code [n, 1]}; not defined for NONE. */
    private NDArray scale(NDArray x) {
        NDArray squares = (this == LAYER_NORM ? x.sub(mean(x)) : x).square().sum(new int[] {1}, true);
        long d = x.getShape().get(1);
        return squares.div(this == LAYER_NORM ? d - 1 : d).sqrt();
    }

    private static NDArray mean(NDArray x) {
        return x.mean(new int[] {1}, true);
    }

    /** The same for one position in plain Java: {@code into = in(x[from .. from + d])}; returns its scale. */
    float in(float[] x, int from, double[] into) {
        int d = into.length;
        double mean = 0;
        for (int i = 0; this == LAYER_NORM && i < d; i++) {
            mean += x[from + i];
        }
        mean /= d;
        double squares = 0;
        for (int i = 0; i < d; i++) {
            into[i] = x[from + i] - mean;
            squares += into[i] * into[i];
        }
        double scale =
                switch (this) {
                    case NONE -> 1;
                    case CONSTANT_NORM_RESCALE -> Math.sqrt(squares / d);
                    case LAYER_NORM -> Math.sqrt(squares / (d - 1));
                    case RMS_NORM -> Math.sqrt(squares / d + RMS_EPSILON);
                    case EXPECTED_AVERAGE_ONLY_IN -> throw notFolded();
                };
        double divisor = this == LAYER_NORM ? scale + EPSILON : scale;
        for (int i = 0; i < d; i++) {
            into[i] /= divisor;
        }
        return (float) scale;
    }

    private static IllegalStateException notFolded() {
        return new IllegalStateException("The input scale was not folded into the weights");
    }
}
