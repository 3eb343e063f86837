package org.fragaria.bench;

import java.util.Arrays;

/** How far tensors are from those expected. A NaN counts as the largest difference, not as none. */
final class Differences {

    private Differences() {}

    /** Largest absolute difference over the largest absolute value expected. */
    static double relative(float[] found, float[] expected) {
        double largest = 0;
        for (float e : expected) {
            largest = Math.max(largest, Math.abs(e));
        }
        return absolute(found, expected) / largest;
    }

    /**
     * Largest absolute difference over the standard deviation of what is expected.
     *
     * @param found may be longer: then its end is compared
     */
    static double inDeviations(float[] found, float[] expected) {
        double sum = 0;
        double squares = 0;
        for (float e : expected) {
            sum += e;
            squares += (double) e * e;
        }
        double mean = sum / expected.length;
        float[] last = found.length <= expected.length
                ? found
                : Arrays.copyOfRange(found, found.length - expected.length, found.length);
        return absolute(last, expected) / Math.sqrt(squares / expected.length - mean * mean);
    }

    private static double absolute(float[] found, float[] expected) {
        if (found.length != expected.length) {
            return Double.NaN;
        }
        double worst = 0;
        for (int i = 0; i < expected.length; i++) {
            worst = largest(worst, Math.abs(found[i] - expected[i]));
        }
        return worst;
    }

    /** The larger one; NaN if one is. */
    static double largest(double a, double b) {
        return Math.max(a, b);
    }
}
