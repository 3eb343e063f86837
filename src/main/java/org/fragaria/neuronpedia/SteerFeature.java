package org.fragaria.neuronpedia;

import java.util.Objects;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import org.fragaria.problem.InvalidException;
import org.fragaria.steering.InterventionSpec;

/**
 * A feature to steer by, as Neuronpedia's requests name it.
 *
 * @param modelId the request's model
 * @param layer the source's id
 * @param index the feature's number; clients send it as a number or as text
 * @param strength in units of the feature's activation, multiplied by the request's {@code strength_multiplier}
 */
public record SteerFeature(
        @JsonProperty("modelId") @Nullable String modelId,

        @Schema(description = "the source's id, as 2-res") @JsonProperty("layer") @Nullable
        String layer,

        @JsonProperty("index") @Nullable Integer index,

        @Schema(description = "multiplied by strength_multiplier: units of the feature's activation")
        @JsonProperty("strength")
        @Nullable
        Double strength) {

    /**
     * The feature as a change of the lab, at all positions.
     *
     * @param model the request's model
     * @throws InvalidException if something is missing, or it is of another model
     */
    InterventionSpec change(String model, SteerOptions options) {
        require("modelId", modelId);
        require("layer", layer);
        double raw = options.strengthMultiplier() * require("strength", strength);
        if (!model.equals(modelId)) {
            throw new InvalidException("features: a feature of model '" + modelId + "' cannot steer model '" + model
                    + "': expected the modelId of the request.");
        }
        return new InterventionSpec(
                layer,
                require("index", index),
                null,
                options.steerMethod().word(),
                raw,
                "raw",
                "all",
                null,
                null,
                null,
                null,
                options.steerSpecialTokens(),
                null);
    }

    private static <T> T require(String name, @Nullable T value) {
        if (value == null) {
            throw new InvalidException("features: a feature has no '" + name
                    + "'; expected modelId, layer (the source's id), index and strength.");
        }
        return Objects.requireNonNull(value);
    }
}
