package org.fragaria.testsupport;

/** How far two tensors are apart. */
public final class Difference {

    private Difference() {}

    /** Largest absolute difference over the largest absolute value expected. */
    public static double relative(float[] found, float[] expected) {
        double largest = 0;
        for (float e : expected) {
            largest = Math.max(largest, Math.abs(e));
        }
        return absolute(found, expected) / largest;
    }

    /** Largest absolute difference over the standard deviation of what is expected. */
    public static double inDeviations(float[] found, float[] expected) {
        double sum = 0;
        double squares = 0;
        for (float e : expected) {
            sum += e;
            squares += (double) e * e;
        }
        double mean = sum / expected.length;
        return absolute(found, expected) / Math.sqrt(squares / expected.length - mean * mean);
    }

    /** Largest absolute difference. */
    public static double absolute(float[] found, float[] expected) {
        if (found.length != expected.length) {
            throw new AssertionError("Expected " + expected.length + " elements, found " + found.length);
        }
        double worst = 0;
        for (int i = 0; i < expected.length; i++) {
            double difference = Math.abs(found[i] - expected[i]);
            // A NaN must not pass as "no difference".
            worst = difference <= worst ? worst : difference;
        }
        return worst;
    }
}
