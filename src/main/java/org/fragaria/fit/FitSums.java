package org.fragaria.fit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;

/**
 * What one reading comes to: FVU {@code Σ‖y − ŷ‖² / Σ‖y − ȳ‖²} (ȳ the mean over counted positions; 0 is perfect, 1 no better
 * than the mean) and L0, the mean number of active features per position. Summed in double precision. Not for several
 * threads.
 */
final class FitSums {

    private static final int[] WIDTH = {1};

    private long positions;
    private double active;
    private double unexplained;
    private double squares;
    private final double[] sum;

    FitSums(int dOut) {
        sum = new double[dOut];
    }

    /**
     * Adds a batch.
     *
     * @param activations {@code [n, dSae]}
     * @param y what was to be rebuilt, {@code [n, dOut]}
     * @param rebuilt {@code [n, dOut]}
     * @param counted {@code [n]}
     */
    void add(NDArray activations, NDArray y, NDArray rebuilt, boolean[] counted) {
        float[] on =
                activations.gt(0).toType(DataType.FLOAT32, false).sum(WIDTH).toFloatArray();
        float[] error = y.sub(rebuilt).square().sum(WIDTH).toFloatArray();
        float[] values = y.toFloatArray();
        for (int n = 0; n < counted.length; n++) {
            if (counted[n]) {
                positions++;
                active += on[n];
                unexplained += error[n];
                add(values, n * sum.length);
            }
        }
    }

    private void add(float[] values, int from) {
        for (int i = 0; i < sum.length; i++) {
            double value = values[from + i];
            sum[i] += value;
            squares += value * value;
        }
    }

    /** Positions that counted. */
    long positions() {
        return positions;
    }

    /** Fraction of variance unexplained; NaN if nothing was counted or what is to be rebuilt never varied. */
    double fvu() {
        double ofMean = 0;
        for (double s : sum) {
            ofMean += s * s / positions;
        }
        double variance = squares - ofMean;
        return variance > 0 ? unexplained / variance : Double.NaN;
    }

    /** Mean number of active features per position; NaN if nothing was counted. */
    double l0() {
        return active / positions;
    }
}
