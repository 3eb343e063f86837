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
 * @param method a method's word, e.g. {@code add} (default), {@code clamp}, {@code ablate}
 * @param strength in the unit given; 1 by default, not used by ablation
 * @param unit {@code max} (default: multiples of the feature's maximum over the corpus), {@code raw}, or {@code norm}
 *     (multiples of the typical norm of the tensor there)
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
                source, feature, vector, method, other, unit, positions, from, to, tokens, where, specialTokens, on);
    }
}
