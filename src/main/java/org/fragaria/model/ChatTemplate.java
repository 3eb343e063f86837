package org.fragaria.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

import org.fragaria.model.jinja.Empty;
import org.fragaria.model.jinja.Template;
import org.fragaria.problem.InvalidException;

/**
 * How a chat model wants its chats written: the template beside its weights ({@code chat_template.jinja}, or {@code
 * chat_template} of {@code tokenizer_config.json}), filled in as Hugging Face's {@code apply_chat_template} does. Immutable,
 * so safe for any thread.
 */
public final class ChatTemplate {

    private final Template template;
    private final Map<String, Object> specialTokens;
    private final Clock clock;

    private ChatTemplate(Template template, Map<String, Object> specialTokens, Clock clock) {
        this.template = template;
        this.specialTokens = specialTokens;
        this.clock = clock;
    }

    /**
     * Something that somebody said.
     *
     * @param role {@code system}, {@code user}, {@code assistant}, or whatever else the template knows
     * @param content what was said
     */
    public record Turn(String role, String content) {}

    /**
     * The template of a model; empty if it has none, as models that only go on with a text.
     *
     * @param folder the model's folder
     * @throws InvalidException if there is one that cannot be read
     */
    public static Optional<ChatTemplate> of(Path folder) {
        return of(folder, Clock.systemDefaultZone());
    }

    /**
     * The same, at another time.
     *
     * @param clock what templates that name the date are told
     */
    public static Optional<ChatTemplate> of(Path folder, Clock clock) {
        Optional<JsonFile> config = JsonFile.readIfPresent(folder.resolve("tokenizer_config.json"));
        Path own = folder.resolve("chat_template.jinja");
        try {
            Optional<String> source = Files.isRegularFile(own)
                    ? Optional.of(Files.readString(own))
                    : config.flatMap(c -> source(c.root().path("chat_template")));
            Map<String, Object> special =
                    config.map(c -> specialTokens(c.root())).orElse(Map.of());
            return source.map(text -> new ChatTemplate(Template.read(text), special, clock));
        } catch (IOException e) {
            throw new InvalidException(own + " cannot be read: " + e.getMessage(), e);
        } catch (InvalidException e) {
            throw new InvalidException(folder + ": " + e.getMessage(), e);
        }
    }

    /** A text, or a list of named ones, of which that called {@code default} counts. */
    private static Optional<String> source(JsonNode field) {
        if (field.isTextual()) {
            return Optional.of(field.asText());
        }
        for (JsonNode one : field) {
            if (one.path("name").asText().equals("default")) {
                return Optional.of(one.path("template").asText());
            }
        }
        return Optional.empty();
    }

    private static Map<String, Object> specialTokens(JsonNode config) {
        Map<String, Object> tokens = new HashMap<>();
        config.properties().forEach(field -> {
            JsonNode value = field.getValue();
            if (field.getKey().endsWith("_token") && value.isTextual()) {
                tokens.put(field.getKey(), value.asText());
            } else if (field.getKey().endsWith("_token")
                    && value.path("content").isTextual()) {
                tokens.put(field.getKey(), value.path("content").asText());
            }
        });
        return tokens;
    }

    /**
     * A chat as the text that the model reads, special tokens written out. It is to be cut into tokens without a further
     * BOS: {@link #encode} does.
     *
     * @param chat what was said, in order
     * @param addGenerationPrompt whether the marks follow after which the model answers
     * @throws InvalidException if the template refuses the chat, e.g. because two turns of the user follow each other
     */
    public String render(List<Turn> chat, boolean addGenerationPrompt) {
        Map<String, Object> names = new HashMap<>(specialTokens);
        names.put(
                "messages",
                chat.stream()
                        .map(turn -> {
                            Map<String, Object> message = new LinkedHashMap<>();
                            message.put("role", turn.role());
                            message.put("content", turn.content());
                            return (Object) message;
                        })
                        .toList());
        names.put("add_generation_prompt", addGenerationPrompt);
        names.put("tools", Empty.NONE);
        names.put("documents", Empty.NONE);
        return template.render(names, clock);
    }

    /**
     * A chat as token ids, ready for the model to answer. BOS is there as often as the template writes it.
     *
     * @throws InvalidException as {@link #render}
     */
    public int[] encode(Tokenizer tokenizer, List<Turn> chat) {
        return tokenizer.encode(render(chat, true), false);
    }
}
