package org.fragaria.lab;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import jakarta.ws.rs.core.MultivaluedMap;

import org.jspecify.annotations.Nullable;

import org.fragaria.lab.LabRequests.Words;
import org.fragaria.steering.InterventionSpec;
import org.fragaria.steering.Message;
import org.fragaria.steering.SteerRequest;

/**
 * The form of the lab as a browser sends it. Fields of an intervention begin with {@code change.N.}; numbers may have gaps,
 * since a row can be taken out. The address of a page holds the same in fewer words, see {@link ChangeWords}.
 */
final class LabForm {

    private static final Pattern CHANGE = Pattern.compile("change\\.(\\d{1,4})\\.at");
    private static final Pattern REMOVE = Pattern.compile("remove:(\\d{1,4})");

    private final MultivaluedMap<String, String> fields;

    LabForm(MultivaluedMap<String, String> fields) {
        this.fields = fields;
    }

    private String field(String name) {
        String value = fields.getFirst(name);
        return value == null ? "" : value.replace("\r\n", "\n");
    }

    /** What the pressed button does: {@code run}, {@code add}, {@code save}, {@code keep}, {@code remove:N}. */
    String action() {
        String action = field("do");
        return action.isEmpty() ? "run" : action;
    }

    /** What is looked for to be added; empty for nothing. */
    String wanted() {
        return field("add").strip();
    }

    /** What the form asks for, with the changes that the pressed button makes. */
    SteerRequest request() {
        List<Message> messages = new LabFormChat(fields).messages();
        SteerRequest asked = new Words(
                        messages.isEmpty() ? field("prompt") : null,
                        null,
                        null,
                        field("temperature"),
                        field("top_k"),
                        field("top_p"),
                        field("frequency_penalty"),
                        field("presence_penalty"),
                        field("seed"),
                        field("tokens"),
                        Arrays.asList(field("stop").split("\n")),
                        field("instruction"))
                .request();
        return LabRequests.checked(new SteerRequest(
                asked.prompt(),
                messages.isEmpty() ? null : messages,
                changes(),
                asked.temperature(),
                asked.topK(),
                asked.topP(),
                asked.frequencyPenalty(),
                asked.presencePenalty(),
                asked.seed(),
                asked.tokens(),
                asked.stop(),
                asked.instruction()));
    }

    private List<InterventionSpec> changes() {
        Matcher removed = REMOVE.matcher(action());
        int without = removed.matches() ? Integer.parseInt(removed.group(1)) : -1;
        TreeSet<Integer> numbers = new TreeSet<>();
        fields.keySet().forEach(name -> {
            Matcher change = CHANGE.matcher(name);
            if (change.matches()) {
                numbers.add(Integer.valueOf(change.group(1)));
            }
        });
        List<InterventionSpec> changes = new ArrayList<>();
        numbers.stream()
                .filter(number -> number != without)
                .forEach(number -> changes.add(ChangeWords.read(words("change." + number + "."))));
        return changes;
    }

    private String words(String prefix) {
        String positions = field(prefix + "positions");
        String method = field(prefix + "method");
        List<String> words = new ArrayList<>(List.of(field(prefix + "at"), method));
        if (LabChange.methods().stream().noneMatch(known -> known.word().equals(method) && !known.measured())) {
            words.add(field(prefix + "strength"));
            words.add(field(prefix + "unit"));
        }
        words.add(positions);
        if (positions.equals("range") || positions.equals("tokens")) {
            words.add(field(prefix + "span"));
        }
        String low = field(prefix + "low");
        words.add(low.isBlank() || !method.equals("cap") ? "" : "low " + low);
        String where = field(prefix + "where");
        words.add(where.isBlank() ? "" : "where " + where);
        words.add(checked(prefix + "special") ? "special" : "");
        words.add(checked(prefix + "on") ? "" : "off");
        words.removeIf(String::isBlank);
        return String.join(" ", words);
    }

    private boolean checked(String name) {
        @Nullable String value = fields.getFirst(name);
        return value != null;
    }
}
