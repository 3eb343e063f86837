package org.fragaria.vector;

import java.util.List;

/**
 * How a contrast vector was made: the mean of a tensor over texts that have something, less its mean over texts that do
 * not (difference of means; Marks and Tegmark 2023, arXiv 2310.06824; DiffMean in AxBench, arXiv 2501.17148).
 *
 * @param which the tokens of a text that count: {@code last}, its last one, or {@code mean}, the mean over all
 * @param positive texts that have it
 * @param negative texts that have it not
 * @param positiveNorm norm of the mean over the positive ones
 * @param negativeNorm norm of the mean over the negative ones
 * @param cosine of the two means, -1..1: near 1 as a rule, since all texts share most of what is there
 * @param apart how far apart the two sets lie along the vector, in standard deviations of a text within its set (the pooled
 *     one; Cohen's d); NaN where it cannot be told
 */
public record Contrast(
        String which,
        List<String> positive,
        List<String> negative,
        double positiveNorm,
        double negativeNorm,
        double cosine,
        double apart) {}
