package org.fragaria.feature;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What somebody or something says a feature is.
 *
 * @param id what its own address ends in; null for a label that is computed and not stored
 * @param text plain text, as it was given
 * @param method how it was made: {@code offline}, {@code human}, {@code truth}, or the name of an automatic method
 * @param by who wrote it: a model's name, or the name that a person gave; null if unknown
 * @param votes sum of the votes for it
 * @param scores how well it predicts the feature, by method
 */
public record Label(
        @Nullable String id,
        String text,
        String method,
        @Nullable String by,
        int votes,
        List<Score> scores) {

    /**
     * How well a label predicts.
     *
     * @param method {@code detection}, {@code fuzzing}, {@code precision}, {@code recall}, {@code F1} ...
     * @param value 0..1, larger is better
     */
    public record Score(String method, double value) {}
}
