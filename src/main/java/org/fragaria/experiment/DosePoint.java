package org.fragaria.experiment;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * What many texts of one strength were like.
 *
 * @param strength in the intervention's unit; null of the run without it, and of the instruction
 * @param raw the same in units of the feature's activation
 * @param texts how many texts
 * @param rate the outcome over all of them
 * @param effect the outcome of each text
 * @param cost loss of each text under the model left alone, nats per token
 * @param kl {@code KL(steered ‖ left alone)} on what the steered model writes, nats per token; null where it is not told
 * @param repetition how much they repeat themselves
 * @param text what the first seed wrote
 * @param state {@code usable}, {@code collapsed} or empty
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DosePoint(
        @Nullable Double strength,
        double raw,
        int texts,
        Rate rate,
        Spread effect,
        Spread cost,
        @Nullable Spread kl,
        Repetition repetition,
        String text,
        String state) {

    /** Perplexity of the texts under the model left alone: e to the median cost. */
    @JsonProperty
    public double perplexity() {
        return Math.exp(cost.median());
    }

    /** The dose; 0 where there is none. */
    double dose() {
        return strength == null ? 0 : strength;
    }

    DosePoint withoutKl() {
        return new DosePoint(strength, raw, texts, rate, effect, cost, null, repetition, text, state);
    }

    DosePoint with(String found) {
        return new DosePoint(strength, raw, texts, rate, effect, cost, kl, repetition, text, found);
    }
}
