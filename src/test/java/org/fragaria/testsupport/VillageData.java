package org.fragaria.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
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
import org.fragaria.fit.FitReport;
import org.fragaria.measure.SourceManifest;
import org.fragaria.measure.SourceManifest.CorpusFacts;
import org.fragaria.measure.SourceManifest.DictionaryFacts;
import org.fragaria.measure.SourceManifest.Figures;
import org.fragaria.measure.SourceManifest.ModelFacts;
import org.fragaria.model.Address;
import org.fragaria.model.HookPoint;
import org.fragaria.problem.NotFoundException;

/**
 * A data folder with three sources: an invented one that can be read but not run, one of a tiny random model that can be
 * run, and one that is broken.
 */
public final class VillageData implements QuarkusTestResourceLifecycleManager {

    /** Id of the invented model. */
    public static final String MODEL = "village";

    /** Id of its readable source. */
    public static final String SOURCE = "2-res-300";

    /** Id of its broken source. */
    public static final String BROKEN = "3-broken";

    /** Number of features of the readable source. */
    public static final int FEATURES = 300;

    /** Path of the source that can be run. */
    public static final String LIVE = "tiny/1-random-48";

    private static final int LIVE_WIDTH = 24;
    private static final int LIVE_FEATURES = 48;
    /** Folder of the tiny random Llama. */
    public static final Path LIVE_MODEL = Path.of("src", "test", "resources", "model", "llama-tiny");

    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public Map<String, String> start() {
        try {
            Path data = Files.createTempDirectory("fragaria-data");
            write(data, SOURCE, "a".repeat(64));
            writeLive(data);
            Path broken = Files.createDirectories(data.resolve(MODEL).resolve(BROKEN));
            Files.writeString(broken.resolve("manifest.json"), "{ \"formatVersion\": ");
            return Map.of("fragaria.data", data.toString(), "fragaria.live.precision", "exact");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {}

    /** Writes the invented source, and moves it into place as the builder of a real one does. */
    public static Path write(Path data, String source, String digest) throws IOException {
        Path building = Files.createDirectories(data.resolve(MODEL).resolve("." + source + "-" + digest.charAt(0)));
        VillageCorpus corpus = new VillageCorpus();
        int vocabulary = corpus.pieces().size();
        Files.write(building.resolve("tokenizer.json"), tokenizer(corpus));
        index(building, new VillageFeatures(corpus.windows(), vocabulary, FEATURES));
        Directions.write(building, FEATURES, f -> noise(f, WIDTH), new Directions.Place("resid_post.2", true));
        SourceManifest manifest = new SourceManifest(
                SourceManifest.FORMAT_VERSION,
                MODEL,
                source,
                new ModelFacts("/nowhere/model", "LlamaForCausalLM", 4, 64, vocabulary, 128, 260_032),
                new DictionaryFacts(
                        "/nowhere/dictionary", "topk", new Address(HookPoint.RESID_POST, 2), 64, FEATURES, "none"),
                new CorpusFacts(
                        List.of("village.txt"), corpus.tokens(), 400, VillageCorpus.WINDOW, "first token excluded"),
                new Figures(0.11, 21.4, 283, 0.021, 0.57, 0.75, 0.83, 3.5, 0.48, 72.4),
                Map.of("topExamples", "20"),
                digest,
                "0.1.0",
                "2026-11-21T14:02:00Z",
                fit());
        Files.write(building.resolve("manifest.json"), JSON.writeValueAsBytes(manifest));
        Path place = data.resolve(MODEL).resolve(source);
        if (Files.exists(place)) {
            Files.move(place, data.resolve(MODEL).resolve(".old-" + source + "-" + System.nanoTime()));
        }
        return Files.move(building, place);
    }

    /** The manifest of a source that was written here. */
    public static SourceManifest manifest(Path source) {
        try {
            return JSON.readValue(Files.readAllBytes(source.resolve("manifest.json")), SourceManifest.class);
        } catch (java.nio.file.NoSuchFileException e) {
            throw new NotFoundException("No source in " + source + ".");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FitReport fit() {
        return new FitReport(
                FitReport.Verdict.SUSPECT,
                "resid_post.2 as declared: FVU 0.52, L0 21; resid_pre.2 gives 0.30, 19: pass --address resid_pre.2.",
                new FitReport.Row("resid_post.2 as declared", 0.52, 21.4, ""),
                List.of(
                        new FitReport.Row("resid_pre.2", 0.30, 19.2, "pass --address resid_pre.2"),
                        new FitReport.Row("encoder transposed", Double.NaN, 0, "save W_enc transposed")),
                20.0,
                992);
    }

    private static void index(Path folder, VillageFeatures features) {
        try (FeatureIndexWriter writer = new FeatureIndexWriter(folder.resolve("index"))) {
            features.measure().forEach(writer::add);
            writer.finish();
        }
    }

    private static byte[] tokenizer(VillageCorpus corpus) throws IOException {
        Map<String, Integer> vocabulary = new LinkedHashMap<>();
        for (int id = 0; id < corpus.pieces().size(); id++) {
            vocabulary.put(corpus.pieces().get(id), id);
        }
        return JSON.writeValueAsBytes(Map.of(
                "model",
                Map.of("type", "BPE", "vocab", vocabulary, "merges", List.of()),
                "added_tokens",
                List.of(Map.of("id", 1, "content", "<s>", "special", true))));
    }

    private static void writeLive(Path data) throws IOException {
        Path folder = Files.createDirectories(data.resolve(LIVE));
        Path dictionary = data.resolve(".dictionary");
        writeDictionary(dictionary);
        Files.copy(LIVE_MODEL.resolve("tokenizer.json"), folder.resolve("tokenizer.json"));
        Random random = new Random(5);
        int[][] windows = new int[100][];
        for (int w = 0; w < windows.length; w++) {
            windows[w] = random.ints(40, 1, 320).toArray();
        }
        index(folder, new VillageFeatures(windows, 320, LIVE_FEATURES));
        float[] rows = noise(2, LIVE_WIDTH * LIVE_FEATURES);
        Directions.write(
                folder,
                LIVE_FEATURES,
                f -> Arrays.copyOfRange(rows, f * LIVE_WIDTH, (f + 1) * LIVE_WIDTH),
                new Directions.Place("resid_post.1", true));
        SourceManifest manifest = new SourceManifest(
                SourceManifest.FORMAT_VERSION,
                "tiny",
                "1-random-48",
                new ModelFacts(
                        LIVE_MODEL.toAbsolutePath().toString(), "LlamaForCausalLM", 3, LIVE_WIDTH, 320, 96, 30_000),
                new DictionaryFacts(
                        dictionary.toString(),
                        "standard",
                        new Address(HookPoint.RESID_POST, 1),
                        LIVE_WIDTH,
                        LIVE_FEATURES,
                        "none"),
                new CorpusFacts(List.of("noise.txt"), 3900, 100, 40, "first token excluded"),
                new Figures(0.93, 7.5, 46, 0.01, 0.5, 0.7, 0.8, 3.5, Double.NaN, 0.4),
                Map.of(),
                "b".repeat(64),
                "0.1.0",
                "2026-11-22T09:00:00Z",
                null);
        Files.write(folder.resolve("manifest.json"), JSON.writeValueAsBytes(manifest));
    }

    /** Width of the invented source. */
    private static final int WIDTH = 64;

    /** Writes the dictionary of the source that can be run: random, of layer 1 of the tiny Llama. */
    public static void writeDictionary(Path folder) {
        DictionaryConfig config = new DictionaryConfig(
                Architecture.STANDARD,
                LIVE_WIDTH,
                LIVE_FEATURES,
                false,
                Normalization.NONE,
                0,
                false,
                false,
                "blocks.1.hook_resid_post",
                Optional.of("tiny"),
                true,
                OptionalInt.of(40),
                Map.of());
        new DictionaryWriter(config)
                .tensor("W_enc", noise(1, LIVE_WIDTH * LIVE_FEATURES))
                .tensor("b_enc", new float[LIVE_FEATURES])
                .tensor("W_dec", noise(2, LIVE_WIDTH * LIVE_FEATURES))
                .tensor("b_dec", new float[LIVE_WIDTH])
                .write(folder);
    }

    private static float[] noise(long seed, int length) {
        Random random = new Random(seed);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextGaussian() * 0.3f;
        }
        return values;
    }
}
