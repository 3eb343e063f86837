package org.fragaria.engine;

import java.util.Arrays;

/** Which tokens may be drawn: the likeliest few, or the likeliest that together reach a probability. */
final class Nucleus {

    private Nucleus() {}

    /**
     * Sets the probability of all tokens that may not be drawn to 0. Of tokens of one probability those of smaller id come
     * first.
     *
     * @param probabilities sum to 1 but for rounding, {@code [vocabulary]}; changed
     * @param topK tokens that may stay; 0 for all
     * @param topP probability that the likeliest of these reach together, as part of what {@code topK} left; 1 for all
     * @return the probability that is left
     */
    static double keep(float[] probabilities, int topK, double topP) {
        boolean all = topK == 0 || topK >= probabilities.length;
        if (all && topP >= 1) {
            return 1;
        }
        long[] ranked = all ? ranked(probabilities, candidates(probabilities, topP)) : likeliest(probabilities, topK);
        int count = ranked.length;
        double left = all ? 1 : sum(probabilities, ranked, count);
        double mass = 0;
        float[] kept = new float[count];
        int n = 0;
        while (n < count && (n == 0 || topP >= 1 || mass < topP * left)) {
            kept[n] = probabilities[id(ranked[n])];
            mass += kept[n];
            n++;
        }
        Arrays.fill(probabilities, 0);
        for (int i = 0; i < n; i++) {
            probabilities[id(ranked[i])] = kept[i];
        }
        return mass;
    }

    /**
     * A probability below which no token can be among those that reach {@code topP}: all such tokens together have less than
     * {@code 1 - topP}. The half is for the rounding of the sum.
     */
    private static float candidates(float[] probabilities, double topP) {
        return (float) ((1 - topP) / 2 / probabilities.length);
    }

    /** Tokens above a probability, likeliest first. */
    private static long[] ranked(float[] probabilities, float least) {
        long[] ranked = new long[probabilities.length];
        int count = 0;
        for (int id = 0; id < probabilities.length; id++) {
            if (probabilities[id] > least) {
                ranked[count++] = rank(probabilities[id], id);
            }
        }
        Arrays.sort(ranked, 0, count);
        return Arrays.copyOf(ranked, count);
    }

    /** The likeliest tokens, of a probability above 0, likeliest first. */
    private static long[] likeliest(float[] probabilities, int most) {
        long[] best = new long[4 * most];
        int count = 0;
        float least = 0;
        for (int id = 0; id < probabilities.length; id++) {
            if (probabilities[id] <= least) {
                continue;
            }
            if (count == best.length) {
                Arrays.sort(best);
                count = most;
                least = probabilities[id(best[most - 1])];
                if (probabilities[id] <= least) {
                    continue;
                }
            }
            best[count++] = rank(probabilities[id], id);
        }
        Arrays.sort(best, 0, count);
        return Arrays.copyOf(best, Math.min(most, count));
    }

    /** Smaller for what comes first: the negative probability in the upper half, the id in the lower. */
    private static long rank(float probability, int id) {
        // Bits of floats that are not negative are in the order of the floats.
        return (long) -Float.floatToRawIntBits(probability) << 32 | id;
    }

    private static int id(long ranked) {
        return (int) ranked;
    }

    private static double sum(float[] probabilities, long[] ranked, int count) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += probabilities[id(ranked[i])];
        }
        return sum;
    }
}
