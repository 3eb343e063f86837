package org.fragaria.steering;

import java.util.List;

import jakarta.ws.rs.QueryParam;

import org.jspecify.annotations.Nullable;

import org.fragaria.engine.GenerationRequest;
import org.fragaria.engine.Sampling;
import org.fragaria.intervention.Method;
import org.fragaria.intervention.Positions;
import org.fragaria.live.LiveSource;
import org.fragaria.problem.InvalidException;
import org.fragaria.web.Parameters;

/**
 * One steered run, as its address says it. The same settings give the same two texts.
 *
 * @param prompt what the model goes on from
 * @param method how the feature is turned
 * @param strength coefficient or target, in multiples of the feature's maximum over the corpus, or a plain factor, as the
 *     method says; not used by ablation
 * @param positions which tokens are touched; special tokens never are
 * @param temperature 0 takes the likeliest token
 * @param seed seed of the lots, the same for both texts
 * @param tokens how many tokens are generated at most
 */
public record SteerSettings(
        String prompt, Method method, double strength, Positions positions, double temperature, int seed, int tokens) {

    private static final double STRONGEST = 100;
    private static final double HOTTEST = 2;
    private static final int MOST_TOKENS = 256;

    /** The address's own words; {@link #settings} reads them. */
    public record Words(
            @QueryParam("prompt") @Nullable String prompt,
            @QueryParam("method") @Nullable String method,
            @QueryParam("strength") @Nullable String strength,
            @QueryParam("positions") @Nullable String positions,
            @QueryParam("temperature") @Nullable String temperature,
            @QueryParam("seed") @Nullable String seed,
            @QueryParam("tokens") @Nullable String tokens) {

        SteerSettings settings() {
            return new SteerSettings(
                    prompt == null ? "" : prompt,
                    Parameters.choice("method", method, Method.ADD),
                    Parameters.real("strength", strength, 1, -STRONGEST, STRONGEST),
                    Parameters.choice("positions", positions, Positions.GENERATED),
                    Parameters.real("temperature", temperature, 0.7, 0, HOTTEST),
                    Parameters.whole("seed", seed, 16, -1_000_000_000, 1_000_000_000),
                    Parameters.whole("tokens", tokens, 40, 1, MOST_TOKENS));
        }
    }

    /**
     * What the engine is asked for: the default row, and the steered one.
     *
     * @param max the feature's maximum over the corpus
     * @throws InvalidException if the prompt is blank or the feature never fired, so that there is no unit of strength
     */
    GenerationRequest request(LiveSource live, int feature, float max) {
        if (!(max > 0)) {
            throw new InvalidException("Feature " + feature
                    + " never fired on the corpus, so strength has no unit here:" + " choose a live feature.");
        }
        if (method.unit() == Method.Unit.MEAN) {
            throw new InvalidException(
                    "Parameter method=ablate_mean: this page does not know the mean; the API takes it in"
                            + " an intervention of a run.");
        }
        float raw = (float) (method.unit() == Method.Unit.FACTOR ? strength : strength * max);
        int[] ids = live.encode("prompt", prompt);
        return new GenerationRequest(
                ids,
                List.of(List.of(), live.interventions(feature, method, raw, positions)),
                new Sampling(temperature, seed),
                tokens,
                true);
    }
}
