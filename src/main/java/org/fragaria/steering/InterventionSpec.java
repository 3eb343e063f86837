package org.fragaria.steering;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One intervention as people write it: JSON of requests and saved runs. What is left out has the default that is named
 * here. {@link Interventions} makes it ready to be applied.
 *
 * @param source the source whose feature is turned; null for a vector
 * @param feature number of the feature; null for a vector
 * @param vector id of a stored vector (uploaded, or a contrast of texts); null for a feature
 * @param method a word of {@link org.fragaria.intervention.Method}: {@code add} (default), {@code clamp}, {@code at_least},
 *     {@code scale}, {@code ablate}, {@code ablate_mean}, {@code project_out}, {@code decompose}, {@code cap}
 * @param strength in the unit given, 1 by default; a plain factor of {@code scale} and {@code decompose}, 2 by default; the
 *     upper bound of {@code cap}, none by default if there is a lower one; not used by the others
 * @param low lower bound of {@code cap}, in the unit given; none by default
 * @param unit {@code max} (multiples of the feature's maximum over the corpus; the default of features), {@code raw} (of the
 *     feature's activation or of the vector; the default of vectors), or {@code norm} (what is written is so many times as
 *     long as the tensor there typically is)
 * @param positions which tokens: {@code all}, {@code prompt}, {@code generated} (default), {@code last}, {@code range},
 *     {@code tokens}
 * @param from first position of {@code range}, from 0
 * @param to last position of {@code range}, inclusive; null for no end
 * @param tokens texts of the tokens of {@code tokens}
 * @param where only where another feature is above a threshold; null for everywhere
 * @param specialTokens whether BOS, chat marks and the like are touched too; false by default
 * @param on whether it is applied at all; true by default
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record InterventionSpec(
        @Nullable String source,
        @Nullable Integer feature,
        @Nullable String vector,
        @Nullable String method,
        @Nullable Double strength,
        @Nullable Double low,
        @Nullable String unit,
        @Nullable String positions,
        @Nullable Integer from,
        @Nullable Integer to,
        @Nullable List<String> tokens,
        @Nullable Where where,
        @Nullable Boolean specialTokens,
        @Nullable Boolean on) {

    /**
     * A condition.
     *
     * @param source source of the feature that is looked at
     * @param feature its number
     * @param above the activation that it must exceed, raw
     */
    public record Where(String source, int feature, double above) {}

    /** Without a lower bound, which only a cap has. */
    public InterventionSpec(
            @Nullable String source,
            @Nullable Integer feature,
            @Nullable String vector,
            @Nullable String method,
            @Nullable Double strength,
            @Nullable String unit,
            @Nullable String positions,
            @Nullable Integer from,
            @Nullable Integer to,
            @Nullable List<String> tokens,
            @Nullable Where where,
            @Nullable Boolean specialTokens,
            @Nullable Boolean on) {
        this(
                source,
                feature,
                vector,
                method,
                strength,
                null,
                unit,
                positions,
                from,
                to,
                tokens,
                where,
                specialTokens,
                on);
    }

    /** A feature, added at a multiple of its maximum to what is generated. */
    public static InterventionSpec ofFeature(String source, int feature, double strength) {
        return new InterventionSpec(
                source, feature, null, null, strength, null, null, null, null, null, null, null, null);
    }

    /** Whether it is applied. */
    public boolean applied() {
        return on == null || on;
    }

    /** The same at another strength: what a dose-response changes. */
    public InterventionSpec withStrength(double other) {
        return new InterventionSpec(
                source,
                feature,
                vector,
                method,
                other,
                low,
                unit,
                positions,
                from,
                to,
                tokens,
                where,
                specialTokens,
                on);
    }
}
