package org.fragaria.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

import org.fragaria.truth.TruthReport;
import org.fragaria.truth.TruthReport.Arm;
import org.fragaria.truth.TruthReport.Causal;
import org.fragaria.truth.TruthReport.Change;
import org.fragaria.truth.TruthReport.ConceptTruth;
import org.fragaria.truth.TruthReport.Pick;
import org.fragaria.truth.TruthReport.Rate;
import org.fragaria.truth.TruthReport.Rung;
import org.fragaria.truth.TruthReport.Score;
import org.fragaria.village.Concept;

/** A small demo laid out as the real one is: a tiny random model, two random dictionaries, some text, an invented truth. */
public final class DemoData implements QuarkusTestResourceLifecycleManager {

    /** Id of the demo's model. */
    public static final String MODEL = "tiny";

    /** Id of its first source. */
    public static final String SOURCE = "1-random";

    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public Map<String, String> start() {
        try {
            Path data = Files.createTempDirectory("fragaria-demo-data");
            return Map.of(
                    "fragaria.data", data.toString(),
                    "fragaria.live.precision", "exact",
                    "fragaria.demo.build", "true",
                    "fragaria.demo.content",
                            write(Files.createTempDirectory("fragaria-demo"), 1).toString(),
                    "fragaria.demo.context", "48",
                    "fragaria.catalog.scan-every", "200ms");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {}

    /** After the data of other tests, which hold for every test of a run, so that this folder counts. */
    @Override
    public int order() {
        return 1;
    }

    /** Writes the demo into a folder; another seed is another text. */
    public static Path write(Path folder, long seed) throws IOException {
        Path model = Files.createDirectories(folder.resolve("village"));
        for (String name : List.of("config.json", "tokenizer.json", "tokenizer_config.json")) {
            Files.copy(VillageData.LIVE_MODEL.resolve(name), model.resolve(name));
        }
        try (var shards = Files.newDirectoryStream(VillageData.LIVE_MODEL, "model*")) {
            for (Path shard : shards) {
                Files.copy(shard, model.resolve(shard.getFileName()));
            }
        }
        Files.createDirectories(folder.resolve("sae"));
        VillageData.writeDictionary(folder.resolve("sae").resolve(SOURCE));
        VillageData.writeDictionary(folder.resolve("sae").resolve("1-second"));
        Files.write(folder.resolve("corpus.jsonl"), text(seed));
        Files.writeString(folder.resolve("paragraph.txt"), "Mole had lost the strawberry.\n");
        Files.write(folder.resolve("truth.json"), JSON.writeValueAsBytes(truth()));
        return folder;
    }

    private static byte[] text(long seed) throws IOException {
        Random random = new Random(seed);
        String[] words = {"the", "fox", "said", "it", "is", "in", "mill", "barn", "strawberry", "la", "souris", "mange"
        };
        StringBuilder lines = new StringBuilder();
        for (int document = 0; document < 60; document++) {
            StringBuilder text = new StringBuilder("Once upon a time");
            for (int word = 0; word < 40; word++) {
                text.append(' ').append(words[random.nextInt(words.length)]);
            }
            lines.append(JSON.writeValueAsString(Map.of("text", text.append('.').toString())))
                    .append('\n');
        }
        return lines.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    private static Change means() {
        float[] vector = new float[24];
        Arrays.fill(vector, 0.5f);
        return new Change("resid_post.1", -1, "clamp", 1.5, "all", vector);
    }

    private static TruthReport truth() {
        Score found = new Score(SOURCE, 5, 0.4, 0.97, 0.91, 0.94);
        Score weak = new Score("1-second", 7, 0.4, 0.5, 0.5, 0.5);
        Score probe = new Score("resid_post.1", -1, 0.1, 0.99, 0.98, 0.985);
        Change off = new Change(SOURCE, 5, "ablate", 0, "all", null);
        Change up = new Change("1-second", 7, "add", 2.5, "generated", null);
        Change direction = new Change("resid_post.1", -1, "add", 1.5, "all", new float[24]);
        Rate few = new Rate(4, 70, 0.057, 0.022, 0.138);
        Rate most = new Rate(66, 70, 0.943, 0.862, 0.978);
        return new TruthReport(
                MODEL,
                7,
                100_000,
                50_000,
                "2026-11-24T12:00:00Z",
                List.of(SOURCE, "1-second"),
                List.of(
                        new ConceptTruth(
                                new Concept("word.strawberry", "the word strawberry", Concept.Level.WORD),
                                312,
                                List.of(probe),
                                List.of(found, weak)),
                        new ConceptTruth(
                                new Concept("lie", "a lie is told", Concept.Level.STATE),
                                90,
                                List.of(probe),
                                List.of(weak))),
                List.of(
                        new Causal(
                                "word.strawberry",
                                "how often an object is a strawberry",
                                List.of(
                                        new Arm("base", List.of(), few, 0.98),
                                        new Arm("up", List.of(up), most, 0.95),
                                        new Arm("control", List.of(off), few, Double.NaN))),
                        new Causal(
                                "french",
                                "how many words are French",
                                List.of(
                                        new Arm("base", List.of(), few, 0.98),
                                        new Arm("best f1", List.of(up), most, 0.19),
                                        new Arm("means", List.of(means()), most, 0.83)))),
                List.of(
                        new Rung("zero-1", "the best lie feature off", List.of(off), few, most, most, false),
                        new Rung("set-2", "one off, one on", List.of(off, up, direction), most, few, most, false),
                        new Rung("control-2", "two random features", List.of(up), few, most, most, true)),
                List.of(
                        new Pick("strawberry", found, List.of(up), "The fox ate the"),
                        new Pick("french", weak, List.of(up), "One morning the cat"),
                        new Pick("liar", found, List.of(off, up, direction), "The fox said it is in the"),
                        new Pick("brackets", weak, List.of(), "")));
    }
}
