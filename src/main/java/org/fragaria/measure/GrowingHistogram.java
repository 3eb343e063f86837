package org.fragaria.measure;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

import org.fragaria.measure.MeasuredFeature.Histogram;

/**
 * Counts of values &gt; 0 in one pass although their maximum is known only at the end: {@value #BINS} equal bins from 0
 * to the least power of two above the maximum so far ({@link PowerScale}). Counts between other edges are interpolated
 * within the bin that an edge falls into, so such a count is off by at most the content of the two bins at its edges;
 * these are no wider than 1/512 of the maximum, which is a tenth of a bin of 50. The total is exact. Merging is exact.
 */
final class GrowingHistogram {

    static final int BINS = 1024;

    private int[] counts = {};
    private int exponent = PowerScale.UNSET;

    void add(float value) {
        grow(PowerScale.exponent(value));
        counts[PowerScale.bin(value, exponent, BINS)]++;
    }

    void merge(GrowingHistogram other) {
        if (other.exponent == PowerScale.UNSET) {
            return;
        }
        grow(other.exponent);
        int shift = PowerScale.shift(other.exponent, exponent);
        for (int i = 0; i < BINS; i++) {
            counts[i >> shift] += other.counts[i];
        }
    }

    private void grow(int to) {
        if (to <= exponent) {
            return;
        }
        if (exponent == PowerScale.UNSET) {
            counts = new int[BINS];
        } else {
            int shift = PowerScale.shift(exponent, to);
            int[] old = counts.clone();
            Arrays.fill(counts, 0);
            for (int i = 0; i < BINS; i++) {
                counts[i >> shift] += old[i];
            }
        }
        exponent = to;
    }

    /** Equal-width bins from 0 to the largest value; none for no value. */
    Histogram between(float max, int bins) {
        if (exponent == PowerScale.UNSET) {
            return new Histogram(0, 0, new long[0]);
        }
        long[] found = new long[bins];
        long below = 0;
        for (int i = 0; i < bins; i++) {
            long upTo = upTo((double) max * (i + 1) / bins, max);
            found[i] = upTo - below;
            below = upTo;
        }
        return new Histogram(0, max, found);
    }

    /** About how many values are ≤ {@code edge}; exact at and above the largest value, rising with the edge. */
    long upTo(double edge, float max) {
        if (exponent == PowerScale.UNSET || edge <= 0) {
            return 0;
        }
        long sum = 0;
        for (int i = 0; i < BINS; i++) {
            double end = PowerScale.edge(i + 1, exponent, BINS);
            if (end > edge && edge < max) {
                double start = PowerScale.edge(i, exponent, BINS);
                return sum + Math.round(counts[i] * ((edge - start) / (end - start)));
            }
            sum += counts[i];
        }
        return sum;
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(exponent);
        for (int count : counts) {
            out.writeInt(count);
        }
    }

    void read(DataInput in) throws IOException {
        exponent = in.readInt();
        counts = new int[exponent == PowerScale.UNSET ? 0 : BINS];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = in.readInt();
        }
    }
}
