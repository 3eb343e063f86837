package org.fragaria.truth;

import org.fragaria.truth.TruthReport.Rate;
import org.fragaria.truth.TruthReport.Score;

/** From counts to rates. */
final class Counts {

    /** 97.5 % point of the normal distribution. */
    private static final double Z = 1.959963984540054;

    private Counts() {}

    /** A rate with its 95 % interval by Wilson's formula (Wilson 1927); 0 of 0 is everything from 0 to 1. */
    static Rate rate(long hits, long trials) {
        if (trials == 0) {
            return new Rate(0, 0, 0, 0, 1);
        }
        double p = (double) hits / trials;
        double z2 = Z * Z / trials;
        double middle = (p + z2 / 2) / (1 + z2);
        double half = Z * Math.sqrt(p * (1 - p) / trials + z2 / (4 * trials)) / (1 + z2);
        return new Rate(hits, trials, p, Math.max(0, middle - half), Math.min(1, middle + half));
    }

    /**
     * F1 = 2 · true positives / (predicted + actual positives), 0 where there are none.
     *
     * @param truePositives rows that are predicted and right
     */
    static double f1(long truePositives, long predicted, long actual) {
        return truePositives == 0 ? 0 : 2.0 * truePositives / (predicted + actual);
    }

    static Score score(String at, int index, double threshold, long truePositives, long predicted, long actual) {
        return new Score(
                at,
                index,
                threshold,
                predicted == 0 ? 0 : (double) truePositives / predicted,
                actual == 0 ? 0 : (double) truePositives / actual,
                f1(truePositives, predicted, actual));
    }

    /**
     * The threshold with the best F1: rows are predicted whose score is at least it.
     *
     * @param scores finite, {@code [n]}
     * @param positive {@code [n]}
     */
    static float threshold(float[] scores, boolean[] positive) {
        long[] keys = new long[scores.length];
        long actual = 0;
        for (int i = 0; i < keys.length; i++) {
            int bits = Float.floatToIntBits(scores[i]);
            // order of floats as order of ints, the label in the lowest bit
            keys[i] = ((long) (bits ^ ((bits >> 31) & Integer.MAX_VALUE)) << 1) | (positive[i] ? 1 : 0);
            actual += positive[i] ? 1 : 0;
        }
        java.util.Arrays.sort(keys);
        long best = keys.length == 0 ? 0 : keys[keys.length - 1] >> 1;
        double bestF1 = -1;
        long hits = 0;
        for (int i = keys.length - 1; i >= 0; i--) {
            hits += keys[i] & 1;
            boolean lastOfEqual = i == 0 || keys[i - 1] >> 1 != keys[i] >> 1;
            double f1 = f1(hits, keys.length - i, actual);
            if (lastOfEqual && f1 > bestF1) {
                bestF1 = f1;
                best = keys[i] >> 1;
            }
        }
        int bits = (int) best;
        return Float.intBitsToFloat(bits ^ ((bits >> 31) & Integer.MAX_VALUE));
    }
}
