package org.fragaria.engine;

import java.util.List;

import org.fragaria.intervention.Intervention;
import org.fragaria.problem.InvalidException;

/**
 * Text to be generated from one prompt in several variants at once, e.g. by default and steered. Each variant is a row
 * of the batch.
 *
 * @param prompt token ids, BOS included where the model wants it
 * @param variants interventions of each variant; an empty list is the model as it is
 * @param sampling how tokens are chosen, the same for all variants
 * @param tokens how many tokens to generate at most, 1..100,000
 * @param stopAtEnd whether a row ends with the model's end-of-text token
 */
public record GenerationRequest(
        int[] prompt, List<List<Intervention>> variants, Sampling sampling, int tokens, boolean stopAtEnd) {

    public GenerationRequest {
        if (prompt.length == 0) {
            throw new InvalidException("The prompt is empty: expected at least one token.");
        }
        if (variants.isEmpty()) {
            throw new InvalidException("A generation needs at least one variant.");
        }
        if (tokens < 1 || tokens > 100_000) {
            throw new InvalidException("Tokens to generate: expected 1 to 100000, found " + tokens);
        }
        variants = variants.stream().map(List::copyOf).toList();
    }
}
