package org.fragaria.neuronpedia;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import org.fragaria.lab.LabResult.Place;
import org.fragaria.lab.LabResult.Side;
import org.fragaria.steering.Conversation;

/**
 * The reply of {@code POST /api/steer-chat}.
 *
 * @param id always null, as in {@link SteerReply}
 * @param shareUrl the address of the same run in the lab, absolute
 * @param limit always null, as in {@link SteerReply}
 * @param settings what was asked for, with what was left out
 */
@Schema(description = "Neuronpedia's reply of two steered chats")
public record SteerChatReply(
        @JsonProperty("STEERED") Chat steered,
        @JsonProperty("DEFAULT") Chat normal,
        @JsonProperty("id") @Nullable String id,
        @JsonProperty("shareUrl") String shareUrl,
        @JsonProperty("limit") @Nullable String limit,
        @JsonProperty("settings") SteerOptions settings) {

    /**
     * One conversation.
     *
     * @param raw all that the model read and wrote, with the marks of its template
     * @param chatTemplate the turns, the answer last
     * @param logprobs of the tokens of the answer
     */
    public record Chat(
            @JsonProperty("raw") String raw,
            @JsonProperty("chatTemplate") List<Turn> chatTemplate,
            @JsonProperty("logprobs") List<LogProb> logprobs) {}

    /** Something that somebody said. */
    public record Turn(
            @JsonProperty("role") String role,
            @JsonProperty("content") String content) {}

    static SteerChatReply of(SteerRun run, SteerRun.Texts texts) {
        List<LogProb> steered =
                texts.steered().places().stream().map(LogProb::steered).toList();
        List<LogProb> normal =
                texts.normal().places().stream().map(LogProb::normal).toList();
        return new SteerChatReply(
                chat(run, Conversation.STEERED, texts.steered(), steered),
                chat(run, Conversation.DEFAULT, texts.normal(), normal),
                null,
                run.shareUrl(),
                null,
                run.options());
    }

    private static Chat chat(SteerRun run, Conversation which, Side side, List<LogProb> logprobs) {
        List<Turn> turns = new ArrayList<>();
        run.asked().chat().forEach(message -> turns.add(new Turn(message.role(), message.in(which))));
        turns.add(new Turn("assistant", side.answer(List.of())));
        String written = String.join("", side.places().stream().map(Place::text).toList());
        return new Chat(run.read(which) + written, turns, logprobs);
    }
}
