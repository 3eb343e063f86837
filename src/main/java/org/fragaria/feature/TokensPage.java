package org.fragaria.feature;

import java.util.List;

/**
 * How a model reads texts, before it has read them: their tokens, by the tokenizer alone.
 *
 * @param model the model's id
 * @param asked the texts in the address
 * @param limit most tokens that the model reads at once, BOS included
 * @param texts each text in tokens, in order
 */
public record TokensPage(String model, TestTexts asked, int limit, List<Tokenized> texts) {

    /**
     * A text in tokens.
     *
     * @param count number of tokens, special ones included
     * @param fits whether the model reads so many at once
     * @param strip the tokens, without activations
     */
    public record Tokenized(int count, boolean fits, Strip strip) {}
}
