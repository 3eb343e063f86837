package org.fragaria.lab;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.fragaria.steering.Message;
import org.fragaria.steering.SteerRequest;

/**
 * A chat as the form of the lab shows it.
 *
 * @param system what stands before everything; empty for nothing
 * @param earlier messages before the last one
 * @param role who says the last one
 * @param last the message that is answered; possibly empty yet
 * @param answers the answers of the run that is shown: by default, steered, and told the wish if there is one; none without
 *     a run
 */
public record LabChat(String system, List<Message> earlier, String role, String last, List<String> answers) {

    static LabChat of(SteerRequest request, @Nullable LabResult result) {
        List<Message> rows = new ArrayList<>(request.chat());
        String system = "";
        if (!rows.isEmpty() && rows.getFirst().role().equals("system")) {
            system = rows.removeFirst().content();
        }
        Message last =
                !rows.isEmpty() && rows.getLast().role().equals("user") ? rows.removeLast() : new Message("user", "");
        List<String> answers = result == null || !request.talks()
                ? List.of()
                : result.sides().stream()
                        .map(side -> side.answer(request.stops()))
                        .toList();
        return new LabChat(system, List.copyOf(rows), last.role(), last.content(), answers);
    }

    /** The answer of one conversation, 0 by default, 1 steered, 2 told; empty without one. */
    public String answer(int side) {
        return side < answers.size() ? answers.get(side) : "";
    }

    /** How many messages stand before the one that is answered, in words. */
    public String before() {
        return earlier.size() == 1 ? "1 earlier message" : earlier.size() + " earlier messages";
    }
}
