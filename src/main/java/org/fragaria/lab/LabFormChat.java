package org.fragaria.lab;

import java.util.ArrayList;
import java.util.List;

import jakarta.ws.rs.core.MultivaluedMap;

import org.jspecify.annotations.Nullable;

import org.fragaria.steering.Message;

/**
 * The chat in the form of the lab: a {@code system} message; rows of {@code role}, {@code content}, {@code steered} and
 * {@code told}, of which each row has all four; and what comes {@code next}, after the answers of the run that is shown
 * ({@code answer.default}, {@code answer.steered}, {@code answer.told}). Without a next message the same chat is answered
 * again.
 */
final class LabFormChat {

    private final MultivaluedMap<String, String> fields;

    LabFormChat(MultivaluedMap<String, String> fields) {
        this.fields = fields;
    }

    /** The messages; none if the form holds no chat. */
    List<Message> messages() {
        List<Message> messages = new ArrayList<>();
        add(messages, "system", new Message("system", text(fields.getFirst("system"))));
        List<String> roles = all("role");
        for (int row = 0; row < roles.size(); row++) {
            add(
                    messages,
                    roles.get(row),
                    new Message(
                            roles.get(row),
                            text(at("content", row)),
                            LabRequests.blankToNull(text(at("steered", row))),
                            LabRequests.blankToNull(text(at("told", row)))));
        }
        String next = text(fields.getFirst("next"));
        if (!next.isBlank()) {
            messages.add(answers());
            messages.add(new Message("user", next));
        }
        return messages;
    }

    /** A message of the system or the user that is empty was not said; an answer may be empty. */
    private static void add(List<Message> messages, String role, Message message) {
        if (role.equals("assistant") || !message.content().isBlank()) {
            messages.add(message);
        }
    }

    private Message answers() {
        String normal = text(fields.getFirst("answer.default"));
        return new Message("assistant", normal, other("answer.steered", normal), other("answer.told", normal));
    }

    private @Nullable String other(String name, String normal) {
        String answer = fields.getFirst(name);
        return answer == null || text(answer).equals(normal) ? null : text(answer);
    }

    private List<String> all(String name) {
        return fields.getOrDefault(name, List.of());
    }

    private @Nullable String at(String name, int row) {
        List<String> values = all(name);
        return row < values.size() ? values.get(row) : null;
    }

    /** A form writes line breaks as {@code \r\n}. */
    private static String text(@Nullable String value) {
        return value == null ? "" : value.replace("\r\n", "\n").strip();
    }
}
