package org.fragaria.steering;

import java.util.Objects;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A message of a chat. Where a chat is run in several ways at once, an answer may read differently in each: every
 * conversation goes on from its own.
 *
 * @param role {@code system}, {@code user} or {@code assistant}
 * @param content its text, in the conversation with the model left alone
 * @param steered its text in the steered conversation; null if it is the same
 * @param told its text in the conversation that is told the wish in words; null if it is the same
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(description = "A message of a chat; each conversation goes on from its own answers")
public record Message(
        @Schema(description = "system, user or assistant") String role,

        @Schema(description = "its text, in the conversation with the model left alone")
        String content,

        @Schema(description = "its text in the steered conversation, if it is another") @Nullable
        String steered,

        @Schema(description = "its text in the conversation that is told the instruction, if it is another") @Nullable
        String told) {

    /** A message that reads the same in every conversation. */
    public Message(String role, String content) {
        this(role, content, null, null);
    }

    /** Its text in one of the conversations. */
    public String in(Conversation conversation) {
        return switch (conversation) {
            case DEFAULT -> content;
            case STEERED -> Objects.requireNonNullElse(steered, content);
            case TOLD -> Objects.requireNonNullElse(told, content);
        };
    }

    /** Whether it reads differently somewhere. */
    public boolean differs() {
        return steered != null || told != null;
    }
}
