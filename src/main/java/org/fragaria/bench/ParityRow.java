package org.fragaria.bench;

import java.util.Map;
import java.util.OptionalDouble;

import org.fragaria.model.HookPoint;

/**
 * How far one model is from what transformers computes with the same weights, in float32.
 *
 * @param name the golden's folder
 * @param architecture the class in {@code config.json}
 * @param storedAs type of its weights in the file
 * @param logits largest difference of a logit, in standard deviations of the logits
 * @param points largest difference at each hook point it has, relative to the largest value there
 * @param greedy whether greedy text is identical, through the engine's cache, several rows at once
 * @param steeredLogits as {@code logits}, with a vector added to the residual stream
 * @param steeredGreedy as {@code greedy}, with that vector added at every token
 * @param cache largest difference of a logit between reading a text at once and token by token through the cache, in
 *     deviations
 * @param bf16 as {@code logits}, for transformers itself computing in bfloat16; empty where the golden does not say
 */
record ParityRow(
        String name,
        String architecture,
        String storedAs,
        double logits,
        Map<HookPoint, Double> points,
        boolean greedy,
        double steeredLogits,
        boolean steeredGreedy,
        double cache,
        OptionalDouble bf16) {

    /** Bar of logits, in their standard deviations. */
    static final double LOGITS_BAR = 1e-4;

    /** Bar of hook points, relative. */
    static final double POINTS_BAR = 1e-4;

    /** The hook point that is furthest off. */
    double worstPoint() {
        return points.values().stream().mapToDouble(d -> d).max().orElse(Double.NaN);
    }

    /** Whether it is within the bars. */
    boolean passes() {
        return logits <= LOGITS_BAR
                && steeredLogits <= LOGITS_BAR
                && cache <= LOGITS_BAR
                && worstPoint() <= POINTS_BAR
                && greedy
                && steeredGreedy;
    }
}
