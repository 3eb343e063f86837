package org.fragaria.experiment;

import java.util.Arrays;

/**
 * How a number lies over the texts of one strength.
 *
 * @param median half of them are below
 * @param low a tenth of them are below
 * @param high a tenth of them are above: between the two lie the middle 80 %
 */
public record Spread(double median, double low, double high) {

    private static final double OUTER = 0.1;

    /** Of values, at least one; between two of them it is drawn straight. */
    static Spread of(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return new Spread(quantile(sorted, 0.5), quantile(sorted, OUTER), quantile(sorted, 1 - OUTER));
    }

    private static double quantile(double[] sorted, double share) {
        double place = share * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(sorted.length - 1, below + 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
