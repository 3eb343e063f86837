package org.fragaria.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

import org.fragaria.dictionary.Architecture;
import org.fragaria.dictionary.DictionaryConfig;
import org.fragaria.dictionary.DictionaryWriter;
import org.fragaria.dictionary.Normalization;
import org.fragaria.feature.Directions;
import org.fragaria.feature.FeatureIndexWriter;
import org.fragaria.measure.SourceManifest;
import org.fragaria.measure.SourceManifest.CorpusFacts;
import org.fragaria.measure.SourceManifest.DictionaryFacts;
import org.fragaria.measure.SourceManifest.Figures;
import org.fragaria.measure.SourceManifest.ModelFacts;
import org.fragaria.model.Address;
import org.fragaria.model.HookPoint;

/** A data folder with a tiny random model that answers messages, and a random dictionary of it. */
public final class ChatData implements QuarkusTestResourceLifecycleManager {

    /** Folder of the model. */
    public static final Path CHAT_MODEL = Path.of("src", "test", "resources", "model", "chat-tiny");

    private static final int WIDTH = 24;
    private static final int FEATURES = 48;
    private static final int VOCABULARY = 324;
    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public Map<String, String> start() {
        try {
            Path data = Files.createTempDirectory("fragaria-chat");
            write(data);
            return Map.of("fragaria.data", data.toString(), "fragaria.live.precision", "exact");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {}

    /** After the data of other tests, so that this folder counts. */
    @Override
    public int order() {
        return 2;
    }

    private static void write(Path data) throws IOException {
        Path folder = Files.createDirectories(data.resolve("chatty").resolve("0-random-48"));
        Path dictionary = data.resolve(".dictionary");
        writeDictionary(dictionary);
        Files.copy(CHAT_MODEL.resolve("tokenizer.json"), folder.resolve("tokenizer.json"));
        Random random = new Random(5);
        int[][] windows = new int[100][];
        for (int w = 0; w < windows.length; w++) {
            windows[w] = random.ints(40, 1, VOCABULARY).toArray();
        }
        try (FeatureIndexWriter writer = new FeatureIndexWriter(folder.resolve("index"))) {
            new VillageFeatures(windows, VOCABULARY, FEATURES).measure().forEach(writer::add);
            writer.finish();
        }
        float[] rows = noise(2);
        Directions.write(
                folder,
                FEATURES,
                f -> Arrays.copyOfRange(rows, f * WIDTH, (f + 1) * WIDTH),
                new Directions.Place("resid_post.0", true));
        Files.write(folder.resolve("manifest.json"), JSON.writeValueAsBytes(manifest(dictionary)));
    }

    private static SourceManifest manifest(Path dictionary) {
        return new SourceManifest(
                SourceManifest.FORMAT_VERSION,
                "chatty",
                "0-random-48",
                new ModelFacts(
                        CHAT_MODEL.toAbsolutePath().toString(), "LlamaForCausalLM", 2, WIDTH, VOCABULARY, 512, 18_264),
                new DictionaryFacts(
                        dictionary.toString(),
                        "standard",
                        new Address(HookPoint.RESID_POST, 0),
                        WIDTH,
                        FEATURES,
                        "none"),
                new CorpusFacts(List.of("noise.txt"), 3900, 100, 40, "first token excluded"),
                new Figures(0.93, 7.5, 46, 0.01, 0.5, 0.7, 0.8, 3.5, Double.NaN, 0.4),
                Map.of(),
                "d".repeat(64),
                "0.1.0",
                "2026-11-25T05:00:00Z",
                null);
    }

    private static void writeDictionary(Path folder) {
        DictionaryConfig config = new DictionaryConfig(
                Architecture.STANDARD,
                WIDTH,
                FEATURES,
                false,
                Normalization.NONE,
                0,
                false,
                false,
                "blocks.0.hook_resid_post",
                Optional.of("chatty"),
                true,
                OptionalInt.of(40),
                Map.of());
        new DictionaryWriter(config)
                .tensor("W_enc", noise(1))
                .tensor("b_enc", new float[FEATURES])
                .tensor("W_dec", noise(2))
                .tensor("b_dec", new float[WIDTH])
                .write(folder);
    }

    private static float[] noise(long seed) {
        Random random = new Random(seed);
        float[] values = new float[WIDTH * FEATURES];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian() * 0.3f;
        }
        return values;
    }
}
