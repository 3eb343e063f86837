package org.fragaria.dictionary;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

import org.fragaria.torch.Torch;

/**
 * One feature of a dictionary: how it is read (a column of the encoder) and what it writes (a row of the decoder). Reading
 * costs one scalar product per position, except on topk and groupmax dictionaries, where a feature is active only if it is
 * among the k largest, so the whole encoder must run ({@link #needsWholeEncoder}). Plain arrays, computed in double precision.
 * Immutable; safe for any thread; topk features only while their dictionary is open.
 */
public final class FeatureDirection {

    private final Dictionary dictionary;
    private final int index;
    private final float[] column;
    private final double offset;
    private final double gateOffset;
    private final double magnitudeScale;
    private final double threshold;
    private final float[] direction;
    private final boolean gated;

    /**
     * The numbers of one feature in the file.
     *
     * @param column of the encoder {@code [dIn]}
     * @param subtracted from the input before reading {@code [dIn]}
     * @param bias {@code b_enc}, or {@code b_gate}
     * @param magnitudeScale {@code exp(r_mag)}, or 1
     * @param magnitudeBias {@code b_mag}, or unused
     * @param threshold of jumprelu, or 0
     * @param rescale what the pre-activation is multiplied by
     * @param direction what a unit of activation adds {@code [dOut]}
     */
    @SuppressWarnings("ArrayRecordComponent") // a parameter list with names, never compared
    record Numbers(
            float[] column,
            float[] subtracted,
            float bias,
            float magnitudeScale,
            float magnitudeBias,
            float threshold,
            double rescale,
            float[] direction) {}

    FeatureDirection(Dictionary dictionary, int index, Numbers numbers) {
        this.dictionary = dictionary;
        this.index = index;
        direction = numbers.direction();
        threshold = numbers.threshold();
        magnitudeScale = numbers.magnitudeScale() * numbers.rescale();
        gated = dictionary.config().architecture() == Architecture.GATED;
        double centre = 0;
        for (int i = 0; i < numbers.column().length; i++) {
            centre += (double) numbers.subtracted()[i] * numbers.column()[i];
        }
        column = dictionary.config().centres() ? centred(numbers.column()) : numbers.column();
        gateOffset = numbers.bias() - centre;
        offset = gated
                ? numbers.magnitudeBias() - centre * magnitudeScale
                : (numbers.bias() - centre) * numbers.rescale();
    }

    /** A column that reads of a position what the given one reads of the position without its mean. */
    private static float[] centred(float[] column) {
        double mean = 0;
        for (float v : column) {
            mean += v / (double) column.length;
        }
        float[] found = new float[column.length];
        for (int i = 0; i < found.length; i++) {
            found[i] = (float) (column[i] - mean);
        }
        return found;
    }

    /** Its number in the dictionary. */
    public int index() {
        return index;
    }

    /** Whether it writes to another tensor than the one that it is read from. */
    public boolean transcodes() {
        return dictionary.config().transcoding().isPresent();
    }

    /** How many tensors it writes to: 1, or more in a layer of a cross-layer transcoder. */
    public int targets() {
        return dictionary.config().span().map(s -> s.layers() - s.layer()).orElse(1);
    }

    /**
     * What one unit of activation adds to the reconstruction, {@code [dOut]}; see {@link #outputScales}, and {@link
     * Dictionary#decoderRow(int)} where it writes to several tensors. Not copied.
     */
    public float[] decoderRow() {
        return direction;
    }

    /** Whether its activation depends on all other features. */
    public boolean needsWholeEncoder() {
        return dictionary.config().architecture().competes();
    }

    /**
     * What the activation function gets for this feature (the magnitude path on gated dictionaries).
     *
     * @param x one position, {@code [dIn]}
     */
    public float preActivation(float[] x) {
        double[] h = new double[column.length];
        dictionary.config().normalization().in(x, 0, h);
        return (float) (dot(h) * magnitudeScale + offset);
    }

    /**
     * Its activation at one position, exact for every architecture.
     *
     * @param x {@code [dIn]}
     */
    public float activation(float[] x) {
        return activations(x, 1)[0];
    }

    /**
     * Its activations, exact for every architecture.
     *
     * @param x {@code [n · dIn]}, row after row
     * @param n number of positions
     * @return {@code [n]}, ≥ 0
     */
    public float[] activations(float[] x, int n) {
        dictionary.requireWidth(n == 0 ? column.length : x.length / n, "the positions given");
        if (needsWholeEncoder()) {
            return fromWholeEncoder(x, n);
        }
        float[] found = new float[n];
        double[] h = new double[column.length];
        for (int t = 0; t < n; t++) {
            dictionary.config().normalization().in(x, t * column.length, h);
            double dot = dot(h);
            double pre = dot * magnitudeScale + offset;
            boolean open = gated ? dot + gateOffset > 0 : pre > threshold;
            found[t] = open ? (float) Math.max(pre, 0) : 0;
        }
        return found;
    }

    private float[] fromWholeEncoder(float[] x, int n) {
        try (NDManager manager = Torch.manager().newSubManager()) {
            NDArray all = dictionary.encode(manager.create(x, new Shape(n, column.length)));
            return all.get(":, " + index).toFloatArray();
        }
    }

    /**
     * What a unit of {@link #decoderRow} is worth at each position once normalisation is undone: setting the feature from
     * a to b changes the reconstruction by {@code (b − a) · scale · row}. 1 everywhere without normalisation, and on transcoders, which undo none.
     *
     * @param x {@code [n · dIn]}, row after row
     * @param n number of positions
     * @return {@code [n]}
     */
    public float[] outputScales(float[] x, int n) {
        float[] scales = new float[n];
        if (transcodes()) {
            java.util.Arrays.fill(scales, 1);
            return scales;
        }
        double[] h = new double[column.length];
        for (int t = 0; t < n; t++) {
            scales[t] = dictionary.config().normalization().in(x, t * column.length, h);
        }
        return scales;
    }

    /** Whether {@link #outputScales} are not all 1. */
    public boolean rescales() {
        return !transcodes() && dictionary.config().normalization() != Normalization.NONE;
    }

    private double dot(double[] h) {
        double sum = 0;
        for (int i = 0; i < h.length; i++) {
            sum += h[i] * column[i];
        }
        return sum;
    }
}
