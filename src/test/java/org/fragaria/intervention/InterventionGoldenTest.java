package org.fragaria.intervention;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.fragaria.dictionary.Architecture;
import org.fragaria.dictionary.Dictionary;
import org.fragaria.dictionary.DictionaryConfig;
import org.fragaria.dictionary.DictionaryWriter;
import org.fragaria.dictionary.Normalization;
import org.fragaria.engine.Engine;
import org.fragaria.engine.GenerationRequest;
import org.fragaria.engine.Sampling;
import org.fragaria.engine.Tracer;
import org.fragaria.model.Address;
import org.fragaria.model.KvCache;
import org.fragaria.model.LanguageModel;
import org.fragaria.model.Step;
import org.fragaria.testsupport.Difference;
import org.fragaria.testsupport.FamilyModels;
import org.fragaria.testsupport.Generated;
import org.fragaria.torch.Precision;
import org.fragaria.torch.Torch;
import org.fragaria.weights.Weights;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every method of intervention, on every kind of token and under conditions, against plain hooks in transformers
 * (src/test/tools/make_intervention_goldens.py), for every family: the logits at the end of the prompt, read at once; the
 * logits before the last of 24 new tokens, read with the cache; and the greedy text, alone, with all other cases in one
 * batch, and token by token's log-probability. Tokens are picked out of the tensor in the one, and in the other it is copied.
 */
class InterventionGoldenTest {

    private static final double TOLERANCE = 1e-4;
    private static final int TOKENS = 24;
    private static final int FEATURES = 8;
    private static final Path GOLDENS = Path.of("src/test/resources/intervention");

    @TempDir
    Path folder;

    static List<Path> models() throws IOException {
        return FamilyModels.all();
    }

    @ParameterizedTest
    @MethodSource("models")
    void everyMethodEqualsAHookInTransformers(Path path) throws IOException {
        Path file = GOLDENS.resolve(path.getFileName() + ".json");
        JsonNode report = new ObjectMapper().readTree(file.toFile());
        int[] prompt = ids(report.path("prompt"));
        try (LanguageModel model = LanguageModel.open(path, Precision.EXACT);
                Weights golden = Weights.open(GOLDENS.resolve(path.getFileName() + ".safetensors"));
                Dictionary dictionary = dictionary(model, golden);
                Engine engine = new Engine(model)) {
            InterventionReader reader = new InterventionReader(
                    Optional.of(dictionary), Optional.of(model.tokenizer().vocabulary()));
            List<List<Intervention>> changes = new ArrayList<>();
            List<int[]> expected = new ArrayList<>();
            double worst = 0;
            String where = "";
            for (JsonNode one : report.path("cases")) {
                List<Intervention> read = reader.read(one.path("interventions").toString());
                int[] text = ids(one.path("greedy"));
                double difference = difference(model, golden, one.path("name").asText(), prompt, text, read);
                where = difference > worst ? one.path("name").asText() : where;
                worst = Math.max(worst, difference);
                changes.add(read);
                expected.add(text);
            }
            System.out.printf(
                    "%s: %d cases, logits at most %.1e of their deviation apart (%s)%n",
                    path.getFileName(), changes.size(), worst, where);
            assertThat(worst).as(where).isLessThan(TOLERANCE);
            greedy(engine, golden, report.path("cases"), prompt, changes, expected);
        }
    }

    private static double difference(
            LanguageModel model, Weights golden, String name, int[] prompt, int[] text, List<Intervention> changes) {
        float[] start =
                new Tracer(model).trace(prompt, List.of(), true, changes).logits();
        int vocabulary = model.config().vocabulary();
        return Math.max(
                Difference.inDeviations(
                        Arrays.copyOfRange(start, start.length - vocabulary, start.length),
                        golden.floats(name + ".start")),
                Difference.inDeviations(cached(model, prompt.length, text, changes), golden.floats(name + ".end")));
    }

    /** The logits before the last token of a text that is read with a cache: the prompt at once, then token by token. */
    private static float[] cached(LanguageModel model, int promptLength, int[] text, List<Intervention> changes) {
        Torch.inferenceThread();
        float[] logits = {};
        try (KvCache cache = new KvCache(model.config(), model.manager())) {
            for (int at = 0; at < text.length - 1; at += at == 0 ? promptLength : 1) {
                int[] next = Arrays.copyOfRange(text, at, at == 0 ? promptLength : at + 1);
                boolean[] special = new boolean[next.length];
                for (int t = 0; t < next.length; t++) {
                    special[t] = model.tokenizer().special(next[t]);
                }
                cache.reserve(1, at + next.length);
                try (NDManager manager = model.manager().newSubManager()) {
                    BatchEdits edits =
                            new BatchEdits(List.of(new RowContext(changes, at, promptLength, next, special)), 0);
                    NDArray normed =
                            model.run(Step.cached(manager, new int[][] {next}, new int[] {at}, cache, 0), edits);
                    logits = model.logits(normed.get(":, " + (next.length - 1))).toFloatArray();
                }
            }
        }
        return logits;
    }

    private static void greedy(
            Engine engine,
            Weights golden,
            JsonNode cases,
            int[] prompt,
            List<List<Intervention>> changes,
            List<int[]> expected) {
        SplittableRandom random = new SplittableRandom(31);
        List<Generated> others = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            int[] other = random.ints(
                            1 + random.nextInt(30), 1, engine.model().config().vocabulary())
                    .toArray();
            others.add(Generated.start(
                    engine, new GenerationRequest(other, List.of(List.of()), new Sampling(1, i), 30, false)));
        }
        float[][] chosen = new float[changes.size()][TOKENS];
        Generated together =
                Generated.start(engine, new GenerationRequest(prompt, changes, Sampling.GREEDY, TOKENS, false));
        engine.submit(
                        new GenerationRequest(prompt, changes, Sampling.GREEDY, TOKENS, false),
                        (variant, position, id, logProbability) ->
                                chosen[variant][position - prompt.length] = logProbability)
                .done()
                .join();
        for (int c = 0; c < changes.size(); c++) {
            String name = cases.get(c).path("name").asText();
            Generated alone = Generated.start(
                    engine, new GenerationRequest(prompt, List.of(changes.get(c)), Sampling.GREEDY, TOKENS, false));
            assertThat(together.ids(c)).as(name + " among others").isEqualTo(expected.get(c));
            assertThat(alone.ids(0)).as(name + " alone").isEqualTo(expected.get(c));
            assertThat(Difference.absolute(chosen[c], golden.floats(name + ".chosen")))
                    .as(name)
                    .isLessThan(TOLERANCE * 10);
        }
        others.forEach(other -> assertThat(other.ids(0)).isNotEmpty());
    }

    private Dictionary dictionary(LanguageModel model, Weights golden) {
        DictionaryConfig config = new DictionaryConfig(
                Architecture.STANDARD,
                model.config().dModel(),
                FEATURES,
                true,
                Normalization.NONE,
                0,
                false,
                false,
                Address.parse("resid_post.0").transformerLens(),
                Optional.empty(),
                true,
                OptionalInt.empty(),
                Map.of());
        DictionaryWriter writer = new DictionaryWriter(config);
        for (String name : List.of("W_enc", "W_dec", "b_enc", "b_dec")) {
            writer.tensor(name, golden.floats(name));
        }
        writer.write(folder.resolve("dictionary"));
        return Dictionary.open(folder.resolve("dictionary"));
    }

    private static int[] ids(JsonNode list) {
        int[] ids = new int[list.size()];
        Arrays.setAll(ids, i -> list.get(i).asInt());
        return ids;
    }
}
