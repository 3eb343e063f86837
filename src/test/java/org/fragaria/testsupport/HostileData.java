package org.fragaria.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

import org.fragaria.feature.FeatureIndexWriter;
import org.fragaria.measure.SourceManifest;
import org.fragaria.measure.SourceManifest.CorpusFacts;
import org.fragaria.measure.SourceManifest.DictionaryFacts;
import org.fragaria.measure.SourceManifest.Figures;
import org.fragaria.measure.SourceManifest.ModelFacts;
import org.fragaria.model.Address;
import org.fragaria.model.HookPoint;

/** A data folder with one source whose tokens, file names and settings are made to break pages. */
public final class HostileData implements QuarkusTestResourceLifecycleManager {

    /** Path of the source. */
    public static final String SOURCE = "hostile/0-tokens";

    /** Number of its features. */
    public static final int FEATURES = 40;

    /** What a page must show as text; each would do harm as markup, as an attribute, as a script or as a template. */
    public static final List<String> TEXTS = List.of(
            "<script>document.title='broken'</script>",
            "\"><img src=x onerror=\"document.title='broken'\">",
            "' onmouseover='document.title=1",
            "</title></textarea></style></svg>",
            "<!-- ",
            "{page.model}{#include layout}",
            "&lt;b&gt;&amp;",
            "\u202Eright to left\u202C",
            "\u2067isolated",
            "\u0627\u0644\u0633\u0644\u0627\u0645",
            "zero\u200Bwidth\u200D\uFEFF",
            "Z\u0351\u0341\u0352\u0310\u0343\u0357\u034A\u0301\u0308\u0346",
            "\u0007\u001B[31m",
            "javascript:alert(1)",
            "\uD83C\uDF53",
            "\n",
            "\t",
            "  ");

    /** Nearly as much as a vocabulary may hold: Jackson refuses names of more than 50,000 characters, in words. */
    private static final int LONG = 48_000;

    private static final int WINDOW = 24;
    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public Map<String, String> start() {
        try {
            Path data = Files.createTempDirectory("fragaria-hostile");
            write(data);
            return Map.of("fragaria.data", data.toString());
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
        Path folder = Files.createDirectories(data.resolve(SOURCE));
        Map<String, Integer> vocabulary = new LinkedHashMap<>();
        vocabulary.put("<s>", 0);
        vocabulary.put("plain", 1);
        TEXTS.forEach(text -> vocabulary.put(text, vocabulary.size()));
        vocabulary.put("x".repeat(LONG), vocabulary.size());
        Files.write(
                folder.resolve("tokenizer.json"),
                JSON.writeValueAsBytes(Map.of(
                        "model",
                        Map.of("type", "BPE", "vocab", vocabulary, "merges", List.of()),
                        "added_tokens",
                        List.of())));
        try (FeatureIndexWriter writer = new FeatureIndexWriter(folder.resolve("index"))) {
            new VillageFeatures(windows(vocabulary.size()), vocabulary.size(), FEATURES)
                    .measure()
                    .forEach(writer::add);
            writer.finish();
        }
        Files.write(folder.resolve("manifest.json"), JSON.writeValueAsBytes(manifest(vocabulary.size())));
    }

    /** The long token stands in one window only. */
    private static int[][] windows(int vocabulary) {
        Random random = new Random(11);
        int[][] windows = new int[120][];
        for (int w = 0; w < windows.length; w++) {
            windows[w] = random.ints(WINDOW, 1, vocabulary - 1).toArray();
        }
        windows[0][5] = vocabulary - 1;
        return windows;
    }

    private static SourceManifest manifest(int vocabulary) {
        String script = TEXTS.getFirst();
        return new SourceManifest(
                SourceManifest.FORMAT_VERSION,
                "hostile",
                "0-tokens",
                new ModelFacts("/nowhere/model", script, 4, 64, vocabulary, 128, 260_032),
                new DictionaryFacts(
                        "/nowhere/dictionary", script, new Address(HookPoint.RESID_POST, 0), 64, FEATURES, script),
                new CorpusFacts(List.of(script + ".txt", TEXTS.get(1)), 2880, 120, WINDOW, script),
                new Figures(0.11, 21.4, 38, 0.021, 0.57, 0.75, 0.83, 3.5, 0.48, 72.4),
                Map.of("output score", script),
                "c".repeat(64),
                script,
                script,
                null);
    }
}
