package org.fragaria.exhibit;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What a visitor of a demo may change; nothing by default.
 *
 * @param prompt whether any prompt may be written
 * @param prompts prompts to choose from, beside the run's own
 * @param strength the strengths that may be set; null if the run's own stays
 * @param seed whether another seed may be drawn
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Controls(
        @Nullable Boolean prompt,
        @Nullable List<String> prompts,
        @Nullable Range strength,
        @Nullable Boolean seed) {

    /** Nothing may be changed. */
    static final Controls NONE = new Controls(null, null, null, null);

    /**
     * Strengths of one intervention.
     *
     * @param intervention which one of the run, from 0
     * @param from the least, in the intervention's own unit
     * @param to the most
     */
    public record Range(int intervention, double from, double to) {}

    /** Whether any prompt may be written. */
    public boolean anyPrompt() {
        return Boolean.TRUE.equals(prompt);
    }

    /** Prompts to choose from. */
    public List<String> choices() {
        return prompts == null ? List.of() : prompts;
    }

    /** Whether another seed may be drawn. */
    public boolean anySeed() {
        return Boolean.TRUE.equals(seed);
    }
}
