package org.fragaria.engine;

import org.fragaria.problem.InvalidException;

/**
 * How the next token is chosen: penalties first, then temperature, {@code topK}, {@code topP}, and a lot. Chance depends on (seed, position) only, so the same request gives the same text
 * whatever else is in the batch, and a steered row draws the same lots as the default one.
 *
 * @param temperature 0 takes the likeliest token; else probabilities are {@code softmax(logits / temperature)}
 * @param seed seed of the lots
 * @param topK only this many of the likeliest tokens may be chosen; 0 for all
 * @param topP only the likeliest tokens that together reach this probability may be chosen, 0..1; 1 for all
 * @param frequencyPenalty subtracted from a token's logit for each time it was generated before, -2..2
 * @param presencePenalty subtracted from the logit of every token that was generated before, -2..2
 */
public record Sampling(
        double temperature, long seed, int topK, double topP, double frequencyPenalty, double presencePenalty) {

    /** Always the likeliest token. */
    public static final Sampling GREEDY = new Sampling(0, 0);

    public Sampling {
        if (!(temperature >= 0 && temperature <= 100)) {
            throw new InvalidException("Temperature " + temperature + ": expected a number from 0 to 100");
        }
        if (topK < 0) {
            throw new InvalidException("Top-k " + topK + ": expected 1 or more, or 0 for all tokens");
        }
        if (!(topP > 0 && topP <= 1)) {
            throw new InvalidException("Top-p " + topP + ": expected a number above 0, up to 1");
        }
        requirePenalty("Frequency", frequencyPenalty);
        requirePenalty("Presence", presencePenalty);
    }

    /** By temperature alone. */
    public Sampling(double temperature, long seed) {
        this(temperature, seed, 0, 1, 0, 0);
    }

    private static void requirePenalty(String name, double value) {
        if (!(value >= -2 && value <= 2)) {
            throw new InvalidException(name + " penalty " + value + ": expected a number from -2 to 2");
        }
    }

    boolean greedy() {
        return temperature == 0;
    }

    boolean penalises() {
        return frequencyPenalty != 0 || presencePenalty != 0;
    }

    /** What is subtracted from the logit of a token that was generated so many times, at least once. */
    double penalty(int times) {
        return times * frequencyPenalty + presencePenalty;
    }

    /** The lot for a position, uniform in [0, 1). */
    double lot(int position) {
        long z = seed * 0x9E3779B97F4A7C15L + position * 0xD1B54A32D192ED03L + 0x632BE59BD9B4E019L;
        // The finaliser of SplitMix64 (Steele, Lea, Flood 2014).
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        z ^= z >>> 31;
        return (z >>> 11) * 0x1.0p-53;
    }

    /**
     * The token that a lot falls on.
     *
     * @param probabilities {@code [vocabulary]}
     * @param lot from 0 to below the sum of the probabilities
     */
    static int pick(float[] probabilities, double lot) {
        double left = lot;
        int last = 0;
        for (int id = 0; id < probabilities.length; id++) {
            if (probabilities[id] > 0) {
                left -= probabilities[id];
                last = id;
                if (left < 0) {
                    return id;
                }
            }
        }
        return last;
    }
}
