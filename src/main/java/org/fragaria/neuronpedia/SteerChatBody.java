package org.fragaria.neuronpedia;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import org.fragaria.problem.InvalidException;
import org.fragaria.steering.Message;

/**
 * The body of {@code POST /api/steer-chat}; all but {@code freq_penalty}, {@code stream}, {@code steer_method} and {@code
 * isAssistantAxis} is required.
 *
 * @param defaultChatMessages the conversation with the model left alone
 * @param steeredChatMessages the steered conversation: the same turns, in which answers may read differently
 * @param steerSpecialTokens whether the marks of the chat are touched too
 * @param isAssistantAxis only false: there is no assistant axis here
 */
@Schema(description = "Neuronpedia's request for two steered chats")
public record SteerChatBody(
        @JsonProperty("defaultChatMessages") @Nullable List<Said> defaultChatMessages,
        @JsonProperty("steeredChatMessages") @Nullable List<Said> steeredChatMessages,
        @Override @JsonProperty("modelId") @Nullable String modelId,
        @Override @JsonProperty("features") @Nullable List<SteerFeature> features,
        @Override @JsonProperty("temperature") @Nullable Double temperature,
        @Override @JsonProperty("n_tokens") @Nullable Integer nTokens,

        @Schema(description = "obeyed; 0 by default") @Override @JsonProperty("freq_penalty") @Nullable
        Double freqPenalty,

        @Override @JsonProperty("seed") @Nullable Long seed,

        @Override @JsonProperty("strength_multiplier") @Nullable
        Double strengthMultiplier,

        @Override @JsonProperty("steer_special_tokens") @Nullable
        Boolean steerSpecialTokens,

        @Override @JsonProperty("stream") @Nullable Boolean stream,
        @Override @JsonProperty("steer_method") @Nullable SteerMethod steerMethod,

        @Schema(description = "only false: there is no assistant axis here") @JsonProperty("isAssistantAxis") @Nullable
        Boolean isAssistantAxis)
        implements SteerKnobs {

    /**
     * A turn.
     *
     * @param role {@code user}, {@code assistant} or {@code system}; {@code model} is read as assistant and {@code developer}
     *     as system
     */
    public record Said(
            @JsonProperty("role") @Nullable String role,
            @JsonProperty("content") @Nullable String content) {

        String speaker() {
            return switch (SteerOptions.required("role of a message", role)) {
                case "assistant", "model" -> "assistant";
                case "system", "developer" -> "system";
                case "user" -> "user";
                default ->
                    throw new InvalidException("A message has the role '" + role
                            + "': expected user, assistant, system, model or developer.");
            };
        }

        String text() {
            return SteerOptions.required("content of a message", content);
        }
    }

    /**
     * Both conversations as the lab keeps them, side by side.
     *
     * @throws InvalidException if they are empty, or do not have the same turns of the same speakers
     */
    List<Message> messages() {
        List<Said> normal = SteerOptions.required("defaultChatMessages", defaultChatMessages);
        List<Said> steered = SteerOptions.required("steeredChatMessages", steeredChatMessages);
        if (normal.isEmpty() || normal.size() != steered.size()) {
            throw new InvalidException("defaultChatMessages has " + normal.size() + " messages and steeredChatMessages "
                    + steered.size() + ": expected as many in both, at least one.");
        }
        List<Message> both = new ArrayList<>();
        for (int at = 0; at < normal.size(); at++) {
            Said left = SteerOptions.required("message " + at, normal.get(at));
            Said right = SteerOptions.required("message " + at, steered.get(at));
            if (!left.speaker().equals(right.speaker())) {
                throw new InvalidException(
                        "Message " + at + " is by '" + left.role() + "' in defaultChatMessages and by '" + right.role()
                                + "' in steeredChatMessages: expected the same speakers in both.");
            }
            String other = left.text().equals(right.text()) ? null : right.text();
            both.add(new Message(left.speaker(), left.text(), other, null));
        }
        return both;
    }

    /**
     * Refuses what there is not here.
     *
     * @throws InvalidException if the assistant axis is asked for
     */
    void requireNoAxis() {
        if (Boolean.TRUE.equals(isAssistantAxis)) {
            throw new InvalidException(
                    "The body at 'isAssistantAxis': expected false, since there is no assistant axis here.");
        }
    }
}
