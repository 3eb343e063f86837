package org.fragaria.explanation.automatic;

import java.util.List;

/**
 * An example that a judge was shown, and what it said; stored with the score as JSON.
 *
 * @param tokens display strings of its tokens, {@code [position]}
 * @param values the feature's activation at each, {@code [position]}
 * @param peak index of the strongest token; -1 if the feature is silent
 * @param marked positions that were marked, in order; empty in detection
 * @param truth what would have been right to say
 * @param said what the judge said
 */
public record Verdict(
        List<String> tokens, float[] values, int peak, List<Integer> marked, boolean truth, boolean said) {}
