package org.fragaria.measure;

/**
 * Equal-width bins from 0 to a power of two that grows with the largest value: a bin of the old scale lies wholly in one
 * bin of the new scale, so growing loses nothing. Values are finite and &gt; 0, float32.
 */
final class PowerScale {

    /** Before the first value. */
    static final int UNSET = Integer.MIN_VALUE;

    private PowerScale() {}

    /** The least exponent {@code e} with {@code value < 2^e}. */
    static int exponent(float value) {
        return Math.getExponent(value) + 1; // subnormal values share the exponent of the least normal one
    }

    /** The bin of a value among {@code bins} equal ones of {@code [0, 2^exponent)}. */
    static int bin(float value, int exponent, int bins) {
        return (int) (Math.scalb((double) value, -exponent) * bins);
    }

    /** Where a bin begins. */
    static double edge(double bin, int exponent, int bins) {
        return Math.scalb(bin / bins, exponent);
    }

    /** By how many bits bin numbers shrink from one scale to a larger one; at most 31, which sends all to bin 0. */
    static int shift(int from, int to) {
        return Math.min(31, to - from);
    }
}
