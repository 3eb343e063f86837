package org.fragaria.experiment;

/**
 * How often something happened.
 *
 * @param hits how often it did
 * @param trials how often it could
 * @param rate {@code hits / trials}, 0..1; 0 without trials
 * @param low lower end of a 95 % interval
 * @param high upper end
 */
public record Rate(long hits, long trials, double rate, double low, double high) {

    /** 97.5 % point of the normal distribution. */
    private static final double Z = 1.959963984540054;

    /** With the interval of Wilson (1927); 0 of 0 is everything from 0 to 1. */
    static Rate of(long hits, long trials) {
        if (trials == 0) {
            return new Rate(0, 0, 0, 0, 1);
        }
        double p = (double) hits / trials;
        double z2 = Z * Z / trials;
        double middle = (p + z2 / 2) / (1 + z2);
        double half = Z * Math.sqrt(p * (1 - p) / trials + z2 / (4 * trials)) / (1 + z2);
        return new Rate(hits, trials, p, Math.max(0, middle - half), Math.min(1, middle + half));
    }

    /** Whether the intervals of two rates have nothing in common. */
    boolean apart(Rate other) {
        return low > other.high || high < other.low;
    }
}
