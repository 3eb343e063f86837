package org.fragaria.neuronpedia;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

import org.fragaria.problem.InvalidException;
import org.fragaria.steering.InterventionSpec;
import org.fragaria.steering.Message;
import org.fragaria.steering.SteerRequest;

/**
 * How a steered text is written, in Neuronpedia's names and within its bounds; the {@code settings} of its replies.
 *
 * @param temperature 0..2; 0 takes the likeliest token
 * @param nTokens tokens that are written at most, 1..256
 * @param freqPenalty -2..2, and obeyed; 0 where it is left out, since Neuronpedia names 1 and applies none
 * @param seed seed of the lots, -100,000,000..100,000,000
 * @param strengthMultiplier 0..10, by which every strength is multiplied
 * @param steerSpecialTokens whether BOS and the marks of a chat are touched too
 * @param steerMethod one way for all features
 */
public record SteerOptions(
        @JsonProperty("temperature") double temperature,
        @JsonProperty("n_tokens") int nTokens,
        @JsonProperty("freq_penalty") double freqPenalty,
        @JsonProperty("seed") long seed,
        @JsonProperty("strength_multiplier") double strengthMultiplier,
        @JsonProperty("steer_special_tokens") boolean steerSpecialTokens,
        @JsonProperty("steer_method") SteerMethod steerMethod) {

    private static final double HOTTEST = 2;
    private static final int MOST_TOKENS = 256;
    private static final double MOST_PENALTY = 2;
    private static final double SEEDS = 1e8;
    private static final double MOST_MULTIPLIER = 10;

    /**
     * Checks what was sent.
     *
     * @throws InvalidException if something that Neuronpedia requires is missing, or out of its bounds
     */
    static SteerOptions of(SteerKnobs sent) {
        Double penalty = sent.freqPenalty();
        SteerMethod method = sent.steerMethod();
        return new SteerOptions(
                within("temperature", sent.temperature(), 0, HOTTEST),
                (int) within("n_tokens", sent.nTokens(), 1, MOST_TOKENS),
                penalty == null ? 0 : within("freq_penalty", penalty, -MOST_PENALTY, MOST_PENALTY),
                (long) within("seed", sent.seed(), -SEEDS, SEEDS),
                within("strength_multiplier", sent.strengthMultiplier(), 0, MOST_MULTIPLIER),
                required("steer_special_tokens", sent.steerSpecialTokens()),
                method == null ? SteerMethod.SIMPLE_ADDITIVE : method);
    }

    /** The run of the lab that is meant; of a chat without a prompt, of a completion without messages. */
    SteerRequest run(@Nullable String prompt, @Nullable List<Message> messages, List<InterventionSpec> changes) {
        return new SteerRequest(
                prompt, messages, changes, temperature, null, null, freqPenalty, null, seed, nTokens, null, null);
    }

    /**
     * A value that a request cannot go without.
     *
     * @throws InvalidException if it is not there
     */
    static <T> T required(String name, @Nullable T value) {
        if (value == null) {
            throw new InvalidException("The body has no '" + name + "', which this request needs.");
        }
        return value;
    }

    private static double within(String name, @Nullable Number value, double from, double to) {
        double number = required(name, value).doubleValue();
        if (!(number >= from && number <= to)) {
            throw new InvalidException("The body at '" + name + "': expected a number from " + plain(from) + " to "
                    + plain(to) + ", found " + value + ".");
        }
        return number;
    }

    private static String plain(double bound) {
        return Long.toString((long) bound);
    }
}
