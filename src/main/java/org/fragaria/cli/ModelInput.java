package org.fragaria.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import org.fragaria.model.ChatTemplate;
import org.fragaria.model.ChatTemplate.Turn;
import org.fragaria.model.LanguageModel;
import org.fragaria.problem.InvalidException;
import org.fragaria.steering.Conversation;
import org.fragaria.steering.Message;
import org.fragaria.torch.Precision;

/** The options by which commands take a model and a text. */
final class ModelInput {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Mixin
    private HubOptions hub = new HubOptions();

    @Option(
            names = "--model",
            required = true,
            description = "Folder of the model in Hugging Face layout, or owner/name on the hub.")
    private String model = "";

    @Option(names = "--precision", description = "exact or fast (default: ${DEFAULT-VALUE}).", defaultValue = "exact")
    private Precision precision = Precision.EXACT;

    @ArgGroup(multiplicity = "1")
    private Text text = new Text();

    static final class Text {
        @Option(names = "--prompt", description = "The text.")
        private @Nullable String prompt;

        @Option(names = "--ids", split = ",", description = "Token ids instead of a text, used as they are.")
        private int @Nullable [] ids;

        @Option(
                names = "--messages",
                description =
                        "A chat as JSON, for models with a chat template: [{\"role\": \"user\", \"content\": \"…\"}].")
        private @Nullable String messages;
    }

    LanguageModel open() {
        return LanguageModel.open(hub.model(model), precision);
    }

    /** A model in a folder that is known otherwise, e.g. from a data folder. */
    LanguageModel open(Path folder) {
        return LanguageModel.open(folder, precision);
    }

    /** What was given for the model. */
    String name() {
        return model;
    }

    /** The folder of a dictionary that was given as folder or address. */
    Path dictionary(String given) {
        return hub.dictionary(given);
    }

    /** Token ids of the text, of a chat in the conversation with the model left alone. */
    int[] ids(LanguageModel opened) {
        return ids(opened, Conversation.DEFAULT);
    }

    /** Token ids of the text; BOS as the model's files say, or the ids as given; of a chat as its template writes it. */
    int[] ids(LanguageModel opened, Conversation which) {
        int[] given = text.ids;
        if (given != null) {
            Arrays.stream(given)
                    .filter(id -> id < 0 || id >= opened.config().vocabulary())
                    .findFirst()
                    .ifPresent(id -> {
                        throw new InvalidException("--ids: " + id + " is no token of model " + opened.id()
                                + ", which has 0 to " + (opened.config().vocabulary() - 1));
                    });
            return given;
        }
        if (text.messages != null) {
            return chat(opened, text.messages, which);
        }
        String prompt = text.prompt;
        if (prompt == null || prompt.isEmpty()) {
            throw new InvalidException("--prompt is empty: expected a text.");
        }
        return opened.tokenizer().encode(prompt);
    }

    private static int[] chat(LanguageModel opened, String json, Conversation which) {
        ChatTemplate template = ChatTemplate.of(opened.folder())
                .orElseThrow(() -> new InvalidException("--messages: model " + opened.id()
                        + " has no chat template, so it cannot answer messages: give --prompt."));
        List<Turn> turns = new ArrayList<>();
        for (Message message : messages(json)) {
            turns.add(new Turn(message.role(), message.in(which)));
        }
        return template.encode(opened.tokenizer(), turns);
    }

    @SuppressWarnings("ConstantValue") // JSON may leave out what the record needs
    private static List<Message> messages(String json) {
        try {
            @Nullable Message @Nullable [] read = JSON.readValue(json, Message[].class);
            List<Message> messages = new ArrayList<>();
            for (Message message : read == null ? new Message[0] : read) {
                if (message == null || message.role() == null || message.content() == null) {
                    throw new InvalidException("--messages: every message needs a role and a content.");
                }
                messages.add(message);
            }
            return messages;
        } catch (JsonProcessingException e) {
            throw new InvalidException("--messages is no chat as JSON: " + e.getOriginalMessage(), e);
        }
    }
}
