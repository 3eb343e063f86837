package org.fragaria.experiment;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

import org.fragaria.steering.InterventionSpec;

/**
 * What a text loses, as JSON.
 *
 * @param text the text
 * @param interventions what is changed, each alone and all together; features are switched off on all tokens unless a
 *     method and positions are given
 * @param token position of a token, from 1, whose features are asked for; null for none
 * @param sources sources whose features are tried for it; those of the interventions, else the model's first, by default
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EffectRequest(
        String text,
        @Nullable List<InterventionSpec> interventions,
        @Nullable Integer token,
        @Nullable List<String> sources) {

    /** What is changed; possibly nothing. */
    List<InterventionSpec> changes() {
        return interventions == null ? List.of() : interventions;
    }

    /** A feature that is switched off on all tokens. */
    static InterventionSpec off(String source, int feature) {
        return new InterventionSpec(
                source, feature, null, "ablate", null, null, "all", null, null, null, null, null, null);
    }

    /** The same with what is left out said: off, and on all tokens. */
    static InterventionSpec complete(InterventionSpec spec) {
        return new InterventionSpec(
                spec.source(),
                spec.feature(),
                spec.vector(),
                spec.method() == null ? "ablate" : spec.method(),
                spec.strength(),
                spec.unit(),
                spec.positions() == null ? "all" : spec.positions(),
                spec.from(),
                spec.to(),
                spec.tokens(),
                spec.where(),
                spec.specialTokens(),
                spec.on());
    }
}
