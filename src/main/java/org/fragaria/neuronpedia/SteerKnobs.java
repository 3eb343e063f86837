package org.fragaria.neuronpedia;

import java.util.List;

import org.jspecify.annotations.Nullable;

/** What both of Neuronpedia's requests for steered text say, as it was sent: {@link SteerOptions} checks it. */
interface SteerKnobs {

    @Nullable
    String modelId();

    @Nullable
    List<SteerFeature> features();

    @Nullable
    Double temperature();

    @Nullable
    Integer nTokens();

    @Nullable
    Double freqPenalty();

    @Nullable
    Long seed();

    @Nullable
    Double strengthMultiplier();

    @Nullable
    Boolean steerSpecialTokens();

    @Nullable
    SteerMethod steerMethod();

    @Nullable
    Boolean stream();

    /** Whether the reply is told as it grows. */
    default boolean streams() {
        return Boolean.TRUE.equals(stream());
    }
}
