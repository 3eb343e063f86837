package org.fragaria.steering;

import java.util.ArrayList;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

import org.fragaria.problem.FragariaException;
import org.fragaria.problem.InvalidException;
import org.fragaria.steering.Interventions.Running;

/**
 * Says what the texts of a run go on from: a prompt, or a chat as the model's template writes it, in which every text has
 * its own earlier answers; and the same with the wish in words. Safe for any number of threads.
 */
@ApplicationScoped
public class Openings {

    @Inject
    Chats chats;

    /**
     * What the texts go on from, as token ids.
     *
     * @param normal the model left alone
     * @param steered the changed one; the same but for earlier answers of a chat
     * @param told the model told the wish in words; null if there is no wish
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    public record Opening(
            int[] normal, int[] steered, @Nullable Told told) {}

    /**
     * What the model goes on from that is told the wish in words.
     *
     * @param ids with the wish
     * @param without the same without it: where the model left alone reads the text
     * @param how where the wish stands
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    public record Told(int[] ids, int[] without, How how) {}

    /** Where a wish in words stands. */
    public enum How {
        /** In the system's message. */
        @JsonProperty("system")
        SYSTEM,
        /** Before the user's first message, where the template knows no system message. */
        @JsonProperty("user")
        USER,
        /** In a line before the prompt. */
        @JsonProperty("prompt")
        PROMPT
    }

    /** A chat that holds the wish. */
    private record Instructed(List<Message> messages, How how) {}

    /**
     * What a request goes on from.
     *
     * @throws InvalidException if there is nothing, or a chat for a model without a template
     * @throws FragariaException if the model does not read so much
     */
    public Opening of(Running running, SteerRequest run) {
        return run.talks() ? chat(running, run) : completion(running, run);
    }

    private static Opening completion(Running running, SteerRequest run) {
        String prompt = run.prompt() == null ? "" : run.prompt();
        int[] ids = running.live().encode("prompt", prompt);
        if (run.wish().isEmpty()) {
            return new Opening(ids, ids, null);
        }
        int[] told = running.live().encode("prompt", run.wish() + "\n" + prompt);
        return new Opening(ids, ids, new Told(told, ids, How.PROMPT));
    }

    private Opening chat(Running running, SteerRequest run) {
        List<Message> messages = run.chat();
        int[] normal = chats.encode(running, messages, Conversation.DEFAULT);
        int[] steered = chats.encode(running, messages, Conversation.STEERED);
        if (run.wish().isEmpty()) {
            return new Opening(normal, steered, null);
        }
        int[] without = chats.encode(running, messages, Conversation.TOLD);
        return new Opening(normal, steered, told(running, messages, run.wish(), without));
    }

    /** The wish joins the system's message, or is one; a template that refuses that gets it before what the user said first. */
    private Told told(Running running, List<Message> messages, String wish, int[] without) {
        Instructed bySystem = bySystem(messages, wish);
        try {
            return new Told(chats.encode(running, bySystem.messages(), Conversation.TOLD), without, bySystem.how());
        } catch (InvalidException refused) {
            Instructed byUser = byUser(messages, wish);
            return new Told(chats.encode(running, byUser.messages(), Conversation.TOLD), without, byUser.how());
        }
    }

    private static Instructed bySystem(List<Message> messages, String wish) {
        List<Message> with = new ArrayList<>(messages);
        if (messages.getFirst().role().equals("system")) {
            String before = messages.getFirst().in(Conversation.TOLD);
            with.set(0, new Message("system", before + "\n" + wish));
        } else {
            with.addFirst(new Message("system", wish));
        }
        return new Instructed(with, How.SYSTEM);
    }

    private static Instructed byUser(List<Message> messages, String wish) {
        List<Message> with = new ArrayList<>(messages);
        for (int at = 0; at < with.size(); at++) {
            if (with.get(at).role().equals("user")) {
                with.set(at, new Message("user", wish + "\n\n" + with.get(at).in(Conversation.TOLD)));
                break;
            }
        }
        return new Instructed(with, How.USER);
    }
}
