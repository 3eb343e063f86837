package org.fragaria.steering;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import org.fragaria.engine.Sampling;

/**
 * A steered run as JSON: what the lab, its experiments and the API ask for, and what a saved run keeps. The same request
 * gives the same texts. What is left out has the default that is named here.
 *
 * @param prompt what a completion goes on from; null for a chat
 * @param messages the chat so far, for models with a chat template; null for a completion
 * @param interventions what is changed in the steered run
 * @param temperature 0 takes the likeliest token; 0.7 by default
 * @param topK see {@link Sampling}; 0 by default
 * @param topP see {@link Sampling}; 1 by default
 * @param frequencyPenalty see {@link Sampling}; 0 by default
 * @param presencePenalty see {@link Sampling}; 0 by default
 * @param seed seed of the lots, the same for both texts; 16 by default
 * @param tokens how many tokens are generated at most; 48 by default
 * @param stop a text ends where one of these is written
 * @param instruction the same wish in words: where it is given, a third text is written by the model left alone that is told
 *     it, see {@link Openings}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SteerRequest(
        @Nullable String prompt,
        @Nullable List<Message> messages,
        @Nullable List<InterventionSpec> interventions,
        @Nullable Double temperature,
        @Nullable Integer topK,
        @Nullable Double topP,
        @Nullable Double frequencyPenalty,
        @Nullable Double presencePenalty,
        @Nullable Long seed,
        @Nullable Integer tokens,
        @Nullable List<String> stop,

        @Schema(
                description = "the same wish in words: a third text is written by the model left alone that is told"
                        + " it, in the system's message of a chat or in a line before a prompt")
        @Nullable
        String instruction) {

    private static final double TEMPERATURE = 0.7;
    private static final long SEED = 16;
    private static final int TOKENS = 48;

    /** The same run of another prompt or chat. */
    public SteerRequest of(@Nullable String otherPrompt, @Nullable List<Message> otherMessages) {
        return new SteerRequest(
                otherPrompt,
                otherMessages,
                interventions,
                temperature,
                topK,
                topP,
                frequencyPenalty,
                presencePenalty,
                seed,
                tokens,
                stop,
                instruction);
    }

    /** Whether it is a chat. */
    public boolean talks() {
        return messages != null && !messages.isEmpty();
    }

    /** The messages of the chat; none of a completion. */
    public List<Message> chat() {
        return messages == null ? List.of() : messages;
    }

    /** What stands last before the model writes: the prompt, or the last message of the chat; empty if there is neither. */
    public String asked() {
        return talks() ? chat().getLast().content() : prompt == null ? "" : prompt;
    }

    /** The wish in words; empty for none. */
    public String wish() {
        return instruction == null ? "" : instruction.strip();
    }

    /** What is changed; possibly nothing. */
    public List<InterventionSpec> changes() {
        return interventions == null ? List.of() : interventions;
    }

    /** Where a text ends; possibly nowhere. */
    public List<String> stops() {
        return stop == null ? List.of() : stop;
    }

    /** How many tokens are generated at most. */
    public int length() {
        return tokens == null ? TOKENS : tokens;
    }

    /** How tokens are chosen. */
    public Sampling sampling() {
        return sampling(firstSeed());
    }

    /** The seed; of an experiment over seeds the first one. */
    public long firstSeed() {
        return seed == null ? SEED : seed;
    }

    /** How tokens are chosen, by other lots: what an experiment over seeds changes. */
    public Sampling sampling(long otherSeed) {
        return new Sampling(
                temperature == null ? TEMPERATURE : temperature,
                otherSeed,
                topK == null ? 0 : topK,
                topP == null ? 1 : topP,
                frequencyPenalty == null ? 0 : frequencyPenalty,
                presencePenalty == null ? 0 : presencePenalty);
    }
}
