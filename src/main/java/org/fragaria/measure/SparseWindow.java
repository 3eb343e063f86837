package org.fragaria.measure;

import java.nio.FloatBuffer;
import java.util.Arrays;

import org.fragaria.corpus.TokenWindows.Window;
import org.fragaria.problem.InvalidException;

/**
 * One window with the activations &gt; 0 of all features, in order of position and then feature. Immutable once made.
 *
 * @param window the window
 * @param counted which positions enter the statistics, {@code [position]}
 * @param before how many counted positions of its document stand directly before each, 0, 1, or 2 for two and more,
 *     {@code [position]}
 * @param size number of activations
 * @param position where each is, {@code [size]} or longer
 * @param feature of which feature each is, {@code [size]} or longer
 * @param value each activation, {@code [size]} or longer, float32, finite, &gt; 0
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; handed from scan to tally
record SparseWindow(
        Window window, boolean[] counted, int[] before, int size, int[] position, int[] feature, float[] value) {

    /**
     * Picks the activations &gt; 0 at counted positions out of dense ones.
     *
     * @param dense float32 {@code [row, dSae]} with the window's positions in consecutive rows
     * @param firstRow the row of position 0
     * @throws InvalidException if an activation is not finite
     */
    static SparseWindow scan(Window window, boolean[] counted, FloatBuffer dense, int firstRow, int dSae) {
        int[] position = new int[256];
        int[] feature = new int[256];
        float[] value = new float[256];
        float[] row = new float[dSae];
        int size = 0;
        for (int p = 0; p < counted.length; p++) {
            if (!counted[p]) {
                continue;
            }
            dense.get((firstRow + p) * dSae, row);
            for (int f = 0; f < dSae; f++) {
                float v = row[f];
                if (v == 0 || v < 0) {
                    continue;
                }
                if (!Float.isFinite(v)) {
                    throw notFinite(f, v, window.number(), p);
                }
                if (size == value.length) {
                    position = Arrays.copyOf(position, size * 2);
                    feature = Arrays.copyOf(feature, size * 2);
                    value = Arrays.copyOf(value, size * 2);
                }
                position[size] = p;
                feature[size] = f;
                value[size++] = v;
            }
        }
        return new SparseWindow(window, counted, before(window, counted), size, position, feature, value);
    }

    private static int[] before(Window window, boolean[] counted) {
        int[] before = new int[counted.length];
        for (int p = 1; p < counted.length; p++) {
            before[p] = counted[p] && counted[p - 1] ? Math.min(2, before[p - 1] + 1) : 0;
            if (Arrays.binarySearch(window.documentStarts(), p) >= 0) {
                before[p] = 0;
            }
        }
        return before;
    }

    /** Positions that enter the statistics. */
    int countedTokens() {
        int tokens = 0;
        for (boolean is : counted) {
            tokens += is ? 1 : 0;
        }
        return tokens;
    }

    /** Stretches of counted positions within one document: within them a feature may stay on from token to token. */
    int stretches() {
        int stretches = 0;
        for (int p = 0; p < counted.length; p++) {
            stretches += counted[p] && before[p] == 0 ? 1 : 0;
        }
        return stretches;
    }

    private static InvalidException notFinite(int feature, float value, long window, int position) {
        return new InvalidException("Feature " + feature + " has the activation " + value + " in window " + window
                + " at position " + position + ": expected a finite number. Do the dictionary's weights, its address"
                + " and its scaling fit the model?");
    }
}
