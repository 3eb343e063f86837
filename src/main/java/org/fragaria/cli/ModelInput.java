package org.fragaria.cli;

import java.nio.file.Path;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import org.fragaria.model.LanguageModel;
import org.fragaria.problem.InvalidException;
import org.fragaria.torch.Precision;

/** The options by which commands take a model and a text. */
final class ModelInput {

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
    }

    LanguageModel open() {
        return LanguageModel.open(hub.model(model), precision);
    }

    /** The folder of a dictionary that was given as folder or address. */
    Path dictionary(String given) {
        return hub.dictionary(given);
    }

    /** Token ids of the text; BOS as the model's files say, or the ids as given. */
    int[] ids(LanguageModel opened) {
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
        String prompt = text.prompt;
        if (prompt == null || prompt.isEmpty()) {
            throw new InvalidException("--prompt is empty: expected a text.");
        }
        return opened.tokenizer().encode(prompt);
    }
}
