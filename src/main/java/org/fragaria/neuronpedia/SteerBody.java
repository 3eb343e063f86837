package org.fragaria.neuronpedia;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /api/steer}; all but {@code freq_penalty}, {@code stream} and {@code steer_method} is required.
 *
 * @param prompt what both texts go on from
 */
@Schema(description = "Neuronpedia's request for a steered completion")
public record SteerBody(
        @JsonProperty("prompt") @Nullable String prompt,
        @Override @JsonProperty("modelId") @Nullable String modelId,
        @Override @JsonProperty("features") @Nullable List<SteerFeature> features,
        @Override @JsonProperty("temperature") @Nullable Double temperature,
        @Override @JsonProperty("n_tokens") @Nullable Integer nTokens,

        @Schema(description = "obeyed; 0 by default") @Override @JsonProperty("freq_penalty") @Nullable
        Double freqPenalty,

        @Override @JsonProperty("seed") @Nullable Long seed,

        @Override @JsonProperty("strength_multiplier") @Nullable
        Double strengthMultiplier,

        @Override @JsonProperty("stream") @Nullable Boolean stream,
        @Override @JsonProperty("steer_method") @Nullable SteerMethod steerMethod)
        implements SteerKnobs {

    /** A completion is steered at every token, BOS included. */
    @Override
    public Boolean steerSpecialTokens() {
        return true;
    }
}
