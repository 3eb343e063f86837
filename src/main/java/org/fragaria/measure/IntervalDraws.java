package org.fragaria.measure;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

import org.fragaria.measure.MeasuredFeature.Example;
import org.fragaria.measure.MeasuredFeature.Interval;

/**
 * Random windows from each equal-width interval of a feature's activation, in one pass although the maximum, and so the
 * intervals, are known only at the end.
 *
 * <p>How: every (feature, window) has a pseudo-random priority, and a sample is the windows of least priority (bottom-k
 * sampling: uniform, without replacement, mergeable, independent of order and batches). Peaks are stratified into
 * {@value #BINS} equal bins that grow with the maximum ({@link PowerScale}), each with as many slots as an interval has
 * examples; two bins that become one keep the least priorities of both, which is exact. At the end an interval draws from
 * the bins that it covers. Only where its edge cuts a bin can a window be missed that an unbounded sample would have
 * drawn (when the bin's slots are taken by windows beyond the edge); what is drawn always lies in the interval.
 */
final class IntervalDraws {

    static final int BINS = 32;

    private final int perBin;
    private final long seed;
    private Excerpts slots;
    private int[] filled;
    private int exponent = PowerScale.UNSET;

    /**
     * @param perBin examples per interval
     * @param seed decides the priorities; different for each feature
     */
    IntervalDraws(int perBin, long seed) {
        this.perBin = perBin;
        this.seed = seed;
        this.slots = new Excerpts(BINS * perBin);
        this.filled = new int[BINS];
    }

    void offer(WindowEntries entries) {
        grow(PowerScale.exponent(entries.peakValue()));
        int slot = claim(PowerScale.bin(entries.peakValue(), exponent, BINS), entries.windowNumber());
        if (slot >= 0) {
            slots.cut(slot, entries);
        }
    }

    void merge(IntervalDraws other) {
        if (other.exponent != PowerScale.UNSET) {
            grow(other.exponent);
            copyAll(other.slots, other.filled);
        }
    }

    private void grow(int to) {
        if (to <= exponent) {
            return;
        }
        exponent = to;
        Excerpts old = slots;
        int[] oldFilled = filled;
        slots = new Excerpts(BINS * perBin);
        filled = new int[BINS];
        copyAll(old, oldFilled);
    }

    private void copyAll(Excerpts from, int[] fromFilled) {
        for (int bin = 0; bin < BINS; bin++) {
            for (int i = 0; i < fromFilled[bin]; i++) {
                int source = bin * perBin + i;
                int slot = claim(PowerScale.bin(from.peak[source], exponent, BINS), from.window[source]);
                if (slot >= 0) {
                    slots.copy(from, source, slot);
                }
            }
        }
    }

    /** The slot to put a window into: a free one, or that of the greatest priority if the window's is less; else -1. */
    private int claim(int bin, int window) {
        int first = bin * perBin;
        if (filled[bin] < perBin) {
            return first + filled[bin]++;
        }
        long greatest = priority(window);
        int slot = -1;
        for (int i = first; i < first + perBin; i++) {
            long priority = priority(slots.window[i]);
            if (priority > greatest) {
                greatest = priority;
                slot = i;
            }
        }
        return slot;
    }

    /** SplitMix64's finaliser (Steele, Lea, Flood, OOPSLA 2014) over seed and window: a bijection, so no two are equal. */
    long priority(int window) {
        long z = seed + window * 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** The intervals, highest first; none if the feature is dead. */
    List<Interval> intervals(int count, float max, GrowingHistogram histogram, TokenLog tokens) {
        List<Interval> intervals = new ArrayList<>(count);
        for (int i = count - 1; i >= 0 && max > 0; i--) {
            double from = (double) max * i / count;
            double to = (double) max * (i + 1) / count;
            long active = histogram.upTo(to, max) - histogram.upTo(from, max);
            intervals.add(new Interval((float) from, (float) to, active, draw(i, count, max, tokens)));
        }
        return intervals;
    }

    private List<Example> draw(int interval, int count, float max, TokenLog tokens) {
        return usedSlots()
                .filter(slot -> intervalOf(slots.peak[slot], count, max) == interval)
                .boxed()
                .sorted(Comparator.comparingLong(slot -> priority(slots.window[slot])))
                .limit(perBin)
                .map(slot -> slots.example(slot, tokens))
                .toList();
    }

    /** The number of the interval that a value lies in; intervals include their upper edge. */
    static int intervalOf(float value, int count, float max) {
        return Math.clamp((int) Math.ceil((double) value * count / max) - 1, 0, count - 1);
    }

    private java.util.stream.IntStream usedSlots() {
        return java.util.stream.IntStream.range(0, BINS)
                .flatMap(bin -> java.util.stream.IntStream.range(bin * perBin, bin * perBin + filled[bin]));
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(exponent);
        for (int bin = 0; bin < BINS; bin++) {
            out.writeInt(filled[bin]);
            for (int i = 0; i < filled[bin]; i++) {
                slots.write(out, bin * perBin + i);
            }
        }
    }

    void read(DataInput in) throws IOException {
        exponent = in.readInt();
        Arrays.fill(filled, 0);
        for (int bin = 0; bin < BINS; bin++) {
            filled[bin] = in.readInt();
            for (int i = 0; i < filled[bin]; i++) {
                slots.read(in, bin * perBin + i);
            }
        }
    }
}
