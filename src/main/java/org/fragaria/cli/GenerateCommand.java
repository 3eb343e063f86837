package org.fragaria.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import org.fragaria.dictionary.Dictionary;
import org.fragaria.engine.Engine;
import org.fragaria.engine.GenerationListener;
import org.fragaria.engine.GenerationRequest;
import org.fragaria.engine.Sampling;
import org.fragaria.engine.Variant;
import org.fragaria.hub.Hub;
import org.fragaria.intervention.InterventionReader;
import org.fragaria.model.LanguageModel;
import org.fragaria.model.Vocabulary;
import org.fragaria.steering.Conversation;

/** {@code generate}: text, by default and steered side by side, from the same seed. */
@Command(
        name = "generate",
        description = "Generate text; with interventions, the default beside the steered.",
        mixinStandardHelpOptions = true)
final class GenerateCommand implements Callable<Integer> {

    @Mixin
    private ModelInput input = new ModelInput();

    @Option(names = "--tokens", description = "Tokens to generate (default: ${DEFAULT-VALUE}).", defaultValue = "40")
    private int tokens;

    @Option(names = "--temperature", description = "0 for the likeliest token (default).", defaultValue = "0")
    private double temperature;

    @Option(names = "--seed", description = "Seed of the lots (default: ${DEFAULT-VALUE}).", defaultValue = "0")
    private long seed;

    @Option(names = "--top-k", description = "Draw among so many of the likeliest tokens; 0 for all (default).")
    private int topK;

    @Option(
            names = "--top-p",
            description = "Draw among the likeliest tokens that together reach this probability; 1 for all (default).",
            defaultValue = "1")
    private double topP;

    @Option(names = "--frequency-penalty", description = "-2 to 2, for each time a token was written (default: 0).")
    private double frequencyPenalty;

    @Option(names = "--presence-penalty", description = "-2 to 2, once a token was written (default: 0).")
    private double presencePenalty;

    @Option(names = "--stop", description = "A text ends as soon as it holds this; may be repeated.")
    private List<String> stops = new ArrayList<>();

    @Option(
            names = "--data",
            arity = "0..1",
            fallbackValue = "data",
            description = "A data folder (without a value: ${FALLBACK-VALUE}). --model is then a model's id in it, and"
                    + " interventions may name its sources: {\"source\":\"2-res\",\"feature\":3,\"strength\":5}.")
    private @Nullable Path data;

    @Option(names = "--dictionary", description = "Folder of the dictionary whose features interventions name.")
    private @Nullable String dictionaryFolder;

    @Option(names = "--intervene", description = "Interventions as JSON, e.g. {\"feature\":3,\"strength\":5}.")
    private @Nullable String intervene;

    @Option(names = "--ignore-end", description = "Go on after the model's end-of-text token.")
    private boolean ignoreEnd;

    @Option(names = "--json", description = "One JSON object with token ids and log-probabilities.")
    private boolean json;

    @Override
    public Integer call() throws JsonProcessingException {
        Path folder = dictionaryFolder == null ? null : input.dictionary(dictionaryFolder);
        if (data == null) {
            try (LanguageModel model = input.open()) {
                generate(model, folder, null);
            }
            return 0;
        }
        try (DataSources sources = new DataSources(data, input.name());
                LanguageModel model = input.open(sources.modelFolder())) {
            generate(model, folder, sources);
        }
        return 0;
    }

    private void generate(LanguageModel model, @Nullable Path folder, @Nullable DataSources sources)
            throws JsonProcessingException {
        if (folder == null) {
            generate(model, reader(model, Optional.empty(), sources));
            return;
        }
        try (Dictionary dictionary = Dictionary.open(folder)) {
            generate(model, reader(model, Optional.of(dictionary), sources));
        }
    }

    private static InterventionReader reader(
            LanguageModel model, Optional<Dictionary> dictionary, @Nullable DataSources sources) {
        Optional<Vocabulary> words = Optional.of(model.tokenizer().vocabulary());
        return sources == null
                ? new InterventionReader(dictionary, words)
                : new InterventionReader(dictionary, words, sources::dictionary);
    }

    private void generate(LanguageModel model, InterventionReader reader) throws JsonProcessingException {
        Sampling sampling = new Sampling(temperature, seed, topK, topP, frequencyPenalty, presencePenalty);
        List<Variant> variants = new ArrayList<>();
        variants.add(Variant.of(List.of(), sampling));
        if (intervene != null) {
            variants.add(Variant.of(reader.read(intervene), sampling).after(input.ids(model, Conversation.STEERED)));
        }
        GenerationRequest request = new GenerationRequest(input.ids(model), variants, tokens, !ignoreEnd, stops, 0, "");
        Collected collected = new Collected(variants.size());
        try (Engine engine = new Engine(model)) {
            engine.submit(request, collected).done().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
        print(model, request, collected);
    }

    private void print(LanguageModel model, GenerationRequest request, Collected collected)
            throws JsonProcessingException {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("model", Hub.nameOf(model.folder()));
        out.put("promptIds", request.prompt());
        for (int v = 0; v < request.variants().size(); v++) {
            String name = v == 0 ? "default" : "steered";
            int[] all = collected.withPrompt(prompt(request, v), v);
            String text = model.tokenizer().decode(all);
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("text", text);
            row.put("ids", collected.ids.get(v));
            row.put("logProbabilities", collected.logProbabilities.get(v));
            out.put(name, row);
            if (!json) {
                System.out.println((request.variants().size() > 1 ? "[" + name + "] " : "") + text);
            }
        }
        if (json) {
            System.out.println(new ObjectMapper().writeValueAsString(out));
        }
    }

    private static int[] prompt(GenerationRequest request, int variant) {
        int[] own = request.variants().get(variant).prompt();
        return own == null ? request.prompt() : own;
    }

    private static final class Collected implements GenerationListener {
        private final List<List<Integer>> ids = new ArrayList<>();
        private final List<List<Float>> logProbabilities = new ArrayList<>();

        Collected(int variants) {
            for (int v = 0; v < variants; v++) {
                ids.add(new ArrayList<>());
                logProbabilities.add(new ArrayList<>());
            }
        }

        @Override
        public void token(int variant, int position, int id, float logProbability) {
            ids.get(variant).add(id);
            logProbabilities.get(variant).add(logProbability);
        }

        int[] withPrompt(int[] prompt, int variant) {
            int[] all = java.util.Arrays.copyOf(
                    prompt, prompt.length + ids.get(variant).size());
            for (int i = prompt.length; i < all.length; i++) {
                all[i] = ids.get(variant).get(i - prompt.length);
            }
            return all;
        }
    }
}
