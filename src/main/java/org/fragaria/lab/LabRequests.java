package org.fragaria.lab;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import jakarta.ws.rs.QueryParam;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import org.jspecify.annotations.Nullable;

import org.fragaria.problem.InvalidException;
import org.fragaria.problem.TooLargeException;
import org.fragaria.steering.InterventionSpec;
import org.fragaria.steering.Message;
import org.fragaria.steering.SteerRequest;
import org.fragaria.web.Parameters;

/** The one request of a steered run in its two forms, the words of an address and JSON, and what it may ask for. */
public final class LabRequests {

    static final int MOST_CHANGES = 16;
    static final int MOST_TOKENS = 256;
    private static final int MOST_STOPS = 8;
    private static final int LONGEST_STOP = 100;
    private static final int MOST_MESSAGES = 64;
    private static final int LONGEST_INSTRUCTION = 2000;
    private static final double STRONGEST = 1e6;
    private static final double HOTTEST = 2;
    private static final int MOST_K = 1_000_000;
    private static final int SEEDS = 1_000_000_000;
    private static final ObjectReader STRICT = new ObjectMapper()
            .readerFor(SteerRequest.class)
            .with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private LabRequests() {}

    /**
     * A run as its address says it.
     *
     * @param change see {@link ChangeWords}
     * @param message {@code role: text}, in order; {@code steered: text} and {@code told: text} say how the message before
     *     reads in the steered conversation and in the one that is told the instruction
     */
    record Words(
            @QueryParam("prompt") @Nullable String prompt,
            @QueryParam("message") @Nullable List<String> message,
            @QueryParam("change") @Nullable List<String> change,
            @QueryParam("temperature") @Nullable String temperature,
            @QueryParam("top_k") @Nullable String topK,
            @QueryParam("top_p") @Nullable String topP,
            @QueryParam("frequency_penalty") @Nullable String frequencyPenalty,
            @QueryParam("presence_penalty") @Nullable String presencePenalty,
            @QueryParam("seed") @Nullable String seed,
            @QueryParam("tokens") @Nullable String tokens,
            @QueryParam("stop") @Nullable List<String> stop,
            @QueryParam("instruction") @Nullable String instruction) {

        SteerRequest request() {
            return checked(new SteerRequest(
                    blankToNull(prompt),
                    or(message).isEmpty() ? null : messages(or(message)),
                    or(change).stream()
                            .filter(c -> !c.isBlank())
                            .map(ChangeWords::read)
                            .toList(),
                    given(temperature) ? Parameters.real("temperature", temperature, 0, 0, HOTTEST) : null,
                    given(topK) ? Parameters.whole("top_k", topK, 0, 0, MOST_K) : null,
                    given(topP) ? Parameters.real("top_p", topP, 1, 0, 1) : null,
                    given(frequencyPenalty) ? Parameters.real("frequency_penalty", frequencyPenalty, 0, -2, 2) : null,
                    given(presencePenalty) ? Parameters.real("presence_penalty", presencePenalty, 0, -2, 2) : null,
                    given(seed) ? (long) Parameters.whole("seed", seed, 0, -SEEDS, SEEDS) : null,
                    given(tokens) ? Parameters.whole("tokens", tokens, 0, 1, MOST_TOKENS) : null,
                    stops(or(stop)),
                    blankToNull(instruction)));
        }

        private static List<String> or(@Nullable List<String> list) {
            return list == null ? List.of() : list;
        }

        private static boolean given(@Nullable String word) {
            return word != null && !word.isBlank();
        }
    }

    static @Nullable String blankToNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }

    static @Nullable List<String> stops(List<String> given) {
        List<String> texts = given.stream()
                .filter(text -> !text.isEmpty())
                .map(text -> text.replace("\\n", "\n"))
                .toList();
        return texts.isEmpty() ? null : texts;
    }

    private static List<Message> messages(List<String> words) {
        List<Message> messages = new ArrayList<>();
        for (String one : words) {
            int colon = one.indexOf(':');
            if (colon < 0) {
                throw new InvalidException(
                        "Parameter message='" + one + "': expected a role and a text, as 'user: How are you?'.");
            }
            String role = one.substring(0, colon).strip();
            String text = one.substring(colon + 1).strip();
            if (role.equals("steered") || role.equals("told")) {
                if (messages.isEmpty()) {
                    throw new InvalidException("Parameter message='" + one
                            + "': expected a message before it, whose text in that conversation it is.");
                }
                Message before = messages.removeLast();
                boolean steered = role.equals("steered");
                messages.add(new Message(
                        before.role(),
                        before.content(),
                        steered ? text : before.steered(),
                        steered ? before.told() : text));
            } else {
                messages.add(new Message(role, text));
            }
        }
        return messages;
    }

    /**
     * Reads JSON.
     *
     * @throws InvalidException if it is none, or holds a key that means nothing here
     */
    static SteerRequest read(String json) {
        try {
            SteerRequest read = STRICT.readValue(json);
            if (read == null) {
                throw new InvalidException("The body is empty: expected a run as JSON, {\"prompt\": …}.");
            }
            return checked(read);
        } catch (JsonProcessingException e) {
            throw new InvalidException("The body is no run as JSON: " + e.getOriginalMessage(), e);
        }
    }

    /**
     * A request within what the lab runs.
     *
     * @throws InvalidException if a number is out of its range
     * @throws TooLargeException if there is too much of something
     */
    public static SteerRequest checked(SteerRequest request) {
        atMost("interventions", request.changes().size(), MOST_CHANGES);
        atMost("stop", request.stops().size(), MOST_STOPS);
        checkChat(request);
        request.stops().forEach(stop -> atMost("characters of a stop text", stop.length(), LONGEST_STOP));
        if (request.length() < 1 || request.length() > MOST_TOKENS) {
            throw new InvalidException(
                    "tokens=" + request.length() + ": expected a whole number from 1 to " + MOST_TOKENS + ".");
        }
        if (request.temperature() != null && !(request.temperature() >= 0 && request.temperature() <= HOTTEST)) {
            throw new InvalidException(
                    "temperature=" + request.temperature() + ": expected a number from 0 to " + HOTTEST + ".");
        }
        for (InterventionSpec change : request.changes()) {
            if (change.strength() != null && !(Math.abs(change.strength()) <= STRONGEST)) {
                throw new InvalidException("strength=" + change.strength() + " in '" + ChangeWords.write(change)
                        + "': expected a number from -1,000,000 to 1,000,000.");
            }
        }
        request.sampling();
        return request;
    }

    @SuppressWarnings("ConstantValue") // JSON may leave out what the record needs
    private static void checkChat(SteerRequest request) {
        atMost("messages", request.chat().size(), MOST_MESSAGES);
        atMost("characters of the instruction", request.wish().length(), LONGEST_INSTRUCTION);
        for (Message message : request.chat()) {
            if (message == null || message.role() == null || message.content() == null) {
                throw new InvalidException("A message needs a 'role' (system, user or assistant) and a 'content'.");
            }
        }
        if (request.talks() && request.prompt() != null) {
            throw new InvalidException("Both a prompt and messages: expected one of them.");
        }
    }

    private static void atMost(String what, int found, int most) {
        if (found > most) {
            throw new TooLargeException(what + ": at most " + most + ", found " + found + ". Leave some out.");
        }
    }

    /** Path and query of the lab's page of a run. */
    public static String link(String model, SteerRequest request) {
        return "/" + model + "/steer?" + query(request);
    }

    /** The words of a request, as {@code prompt=…&change=…}; defaults are left out. */
    static String query(SteerRequest request) {
        List<String> words = new ArrayList<>();
        add(words, "prompt", request.prompt());
        request.chat().forEach(message -> {
            add(words, "message", message.role() + ": " + message.content());
            add(words, "message", message.steered() == null ? null : "steered: " + message.steered());
            add(words, "message", message.told() == null ? null : "told: " + message.told());
        });
        request.changes().forEach(change -> add(words, "change", ChangeWords.write(change)));
        add(words, "temperature", request.temperature());
        add(words, "top_k", request.topK());
        add(words, "top_p", request.topP());
        add(words, "frequency_penalty", request.frequencyPenalty());
        add(words, "presence_penalty", request.presencePenalty());
        add(words, "seed", request.seed());
        add(words, "tokens", request.tokens());
        request.stops().forEach(stop -> add(words, "stop", stop.replace("\n", "\\n")));
        add(words, "instruction", blankToNull(request.instruction()));
        return String.join("&", words);
    }

    private static void add(List<String> words, String name, @Nullable Object value) {
        if (value != null) {
            String text = value instanceof Double number ? ChangeWords.number(number) : value.toString();
            words.add(name + "=" + URLEncoder.encode(text, StandardCharsets.UTF_8));
        }
    }
}
