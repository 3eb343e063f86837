package org.fragaria.truth;

import java.nio.FloatBuffer;
import java.util.Arrays;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

import org.fragaria.dictionary.Dictionary;
import org.fragaria.torch.Torch;

/**
 * The activations &gt; 0 of a dictionary's features over many rows, row after row. Immutable once made.
 *
 * @param start where each row begins in the two others, {@code [rows + 1]}
 * @param feature numbers of features
 * @param value their activations, the dictionary's own scale
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record SparseActivations(int[] start, int[] feature, float[] value) {

    private static final int CHUNK = 2048;

    /**
     * Encodes.
     *
     * @param x {@code [rows · dIn]}
     */
    static SparseActivations of(Dictionary dictionary, float[] x) {
        int dIn = dictionary.config().dIn();
        int rows = x.length / dIn;
        Growing growing = new Growing(rows, dictionary.config().dSae());
        for (int from = 0; from < rows; from += CHUNK) {
            int to = Math.min(rows, from + CHUNK);
            try (NDManager manager = Torch.manager().newSubManager()) {
                float[] chunk = Arrays.copyOfRange(x, from * dIn, to * dIn);
                FloatBuffer dense = dictionary
                        .encode(manager.create(chunk, new Shape(to - from, dIn)))
                        .toByteBuffer(true)
                        .asFloatBuffer();
                for (int row = from; row < to; row++) {
                    growing.add(row, dense);
                }
            }
        }
        return growing.done();
    }

    private static final class Growing {
        private final int[] start;
        private final float[] dense;
        private int[] feature = new int[1 << 16];
        private float[] value = new float[1 << 16];
        private int size;

        Growing(int rows, int dSae) {
            start = new int[rows + 1];
            dense = new float[dSae];
        }

        void add(int row, FloatBuffer from) {
            from.get(dense);
            for (int f = 0; f < dense.length; f++) {
                if (dense[f] > 0) {
                    if (size == value.length) {
                        feature = Arrays.copyOf(feature, size * 2);
                        value = Arrays.copyOf(value, size * 2);
                    }
                    feature[size] = f;
                    value[size++] = dense[f];
                }
            }
            start[row + 1] = size;
        }

        SparseActivations done() {
            return new SparseActivations(start, Arrays.copyOf(feature, size), Arrays.copyOf(value, size));
        }
    }

    /** Number of rows. */
    int rows() {
        return start.length - 1;
    }

    /** Largest activation of each feature, {@code [dSae]}. */
    float[] largest(int dSae) {
        float[] largest = new float[dSae];
        for (int i = 0; i < feature.length; i++) {
            largest[feature[i]] = Math.max(largest[feature[i]], value[i]);
        }
        return largest;
    }

    /** Share of rows on which each feature is active, {@code [dSae]}. */
    float[] density(int dSae) {
        float[] density = new float[dSae];
        for (int f : feature) {
            density[f] += 1f / rows();
        }
        return density;
    }

    /**
     * How much more active each feature is, on average, on rows that have a concept than on all rows.
     *
     * @param labels concepts of each row
     * @return {@code [concept][dSae]}; 0 for a concept that no row has
     */
    float[][] contrast(int dSae, int[][] labels, int concepts) {
        double[] all = new double[dSae];
        double[][] with = new double[concepts][dSae];
        long[] rows = new long[concepts];
        for (int row = 0; row < labels.length; row++) {
            for (int concept : labels[row]) {
                rows[concept]++;
            }
            for (int i = start[row]; i < start[row + 1]; i++) {
                all[feature[i]] += value[i];
                for (int concept : labels[row]) {
                    with[concept][feature[i]] += value[i];
                }
            }
        }
        float[][] found = new float[concepts][dSae];
        for (int c = 0; c < concepts; c++) {
            for (int f = 0; f < dSae; f++) {
                found[c][f] = rows[c] == 0 ? 0 : (float) (with[c][f] / rows[c] - all[f] / labels.length);
            }
        }
        return found;
    }
}
