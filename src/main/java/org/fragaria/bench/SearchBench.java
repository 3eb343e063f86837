package org.fragaria.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntSupplier;
import java.util.stream.Stream;

import org.fragaria.search.Filter;
import org.fragaria.search.LabelEntry;
import org.fragaria.search.LabelIndex;
import org.fragaria.search.LabelQuestion;
import org.fragaria.search.Meaning;

/**
 * How fast labels are found among many: invented labels of 3 to 9 invented words with Zipf's frequencies, over 26 layers.
 * Only a sample of them goes through the sentence encoder, since a million would take hours; the others get a direction
 * near one of the sample (cosine about 0.8), so that directions cluster as real ones do. Questions are labels of the
 * sample, encoded anew each time, with and without filters. One thread; page cache warm.
 */
public final class SearchBench {

    private static final int WORDS = 20_000;
    private static final int SAMPLE = 2_000;
    private static final int LAYERS = 26;
    private static final int QUESTIONS = 1_000;
    private static final int HITS = 20;
    /** Large, so that graphs of directions are built once and seldom merged. */
    private static final double BUFFER_MEGABYTES = 1024;
    /** Length of the noise added to a direction of length 1: cosine {@code 1 / sqrt(1 + 0.75²)} = 0.8. */
    private static final double NOISE = 0.75;

    private static final List<Filter> FILTERS = List.of(
            Filter.NONE,
            new Filter("", "", 7, List.of(), 0, 1, 1, ""),
            new Filter("model1", "res-16k", -1, List.of(), 1e-4, 0.1, 0.5, ""),
            new Filter("", "", -1, List.of(), 0, 1, 1, "human"),
            new Filter("", "", -1, List.of("3-res-16k"), 0, 0.02, 1, ""));

    private final Random random = new Random(1);
    private final String[] words = new String[WORDS];

    private SearchBench() {
        for (int i = 0; i < WORDS; i++) {
            words[i] = word();
        }
    }

    /**
     * Builds an index in a temporary folder and asks it.
     *
     * @param features how many labels
     * @return figures by name, in the order to print them
     */
    public static Map<String, Object> run(int features) throws IOException {
        Path folder = Files.createTempDirectory("fragaria-bench");
        try (Meaning meaning = Meaning.open()) {
            return new SearchBench().run(features, folder, meaning);
        } finally {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }

    private Map<String, Object> run(int features, Path folder, Meaning meaning) {
        Map<String, Object> figures = new LinkedHashMap<>();
        String[] sample = new String[SAMPLE];
        float[][] directions = new float[SAMPLE][];
        long before = System.nanoTime();
        for (int i = 0; i < SAMPLE; i++) {
            sample[i] = label();
            directions[i] = meaning.of(sample[i]);
        }
        figures.put("labels", (double) features);
        figures.put("encoded_labels_per_second", SAMPLE / seconds(before));
        try (LabelIndex index = LabelIndex.open(folder, BUFFER_MEGABYTES)) {
            build(features, index, sample, directions, figures);
            LabelQuestion questions = new LabelQuestion(index);
            for (int f = 0; f < FILTERS.size(); f++) {
                Filter filter = FILTERS.get(f);
                measure(
                        "hybrid_filter" + f,
                        () -> ask(questions, sample[random.nextInt(SAMPLE)], meaning, filter),
                        figures);
            }
            measure(
                    "hybrid_all",
                    () -> ask(
                            questions,
                            sample[random.nextInt(SAMPLE)],
                            meaning,
                            FILTERS.get(random.nextInt(FILTERS.size()))),
                    figures);
            measure(
                    "words_only",
                    () -> questions
                            .find(words[zipf()], null, Filter.NONE, 0, HITS)
                            .size(),
                    figures);
        }
        return figures;
    }

    private void build(
            int features, LabelIndex index, String[] sample, float[][] directions, Map<String, Object> figures) {
        long before = System.nanoTime();
        for (int i = 0; i < features; i++) {
            index.put(entry(i, i < SAMPLE ? sample[i] : label()), i < SAMPLE ? directions[i] : near(directions));
        }
        index.commit();
        index.refresh();
        figures.put("build_seconds", seconds(before));
        figures.put("build_labels_per_second", features / seconds(before));
        figures.put("bytes_per_label", (double) index.bytes() / features);
    }

    private static int ask(LabelQuestion questions, String words, Meaning meaning, Filter filter) {
        return questions.find(words, meaning.of(words), filter, 0, HITS).size();
    }

    private LabelEntry entry(int i, String text) {
        int layer = i % LAYERS;
        return new LabelEntry(
                "model" + i / LAYERS % 2,
                layer + "-res-16k",
                layer,
                i / LAYERS,
                text,
                i % 10 == 0 ? "human" : "offline",
                Math.pow(10, -5 * random.nextDouble()),
                i % 5 == 0 ? Double.NaN : random.nextDouble());
    }

    private float[] near(float[][] directions) {
        float[] centre = directions[random.nextInt(directions.length)];
        float[] direction = new float[centre.length];
        double square = 0;
        for (int i = 0; i < direction.length; i++) {
            direction[i] = (float) (centre[i] + random.nextGaussian() * NOISE / Math.sqrt(direction.length));
            square += direction[i] * (double) direction[i];
        }
        for (int i = 0; i < direction.length; i++) {
            direction[i] /= (float) Math.sqrt(square);
        }
        return direction;
    }

    private String label() {
        StringBuilder label = new StringBuilder();
        for (int n = 3 + random.nextInt(7); n > 0; n--) {
            label.append(words[zipf()]).append(' ');
        }
        return label.toString().strip();
    }

    /** A word's number, the first ones often. */
    private int zipf() {
        return (int) Math.min(WORDS - 1, Math.exp(random.nextDouble() * Math.log(WORDS)) - 1);
    }

    private String word() {
        StringBuilder word = new StringBuilder();
        for (int n = 2 + random.nextInt(3); n > 0; n--) {
            word.append("bcdfghklmnprstvw".charAt(random.nextInt(16))).append("aeiou".charAt(random.nextInt(5)));
        }
        return word.toString();
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }

    /** Times on the wall, and of the one processor that works: on a machine that is busy only the latter says something. */
    private static void measure(String name, IntSupplier work, Map<String, Object> figures) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long[] wall = new long[QUESTIONS];
        long[] cpu = new long[QUESTIONS];
        long found = 0;
        for (int i = -QUESTIONS / 4; i < QUESTIONS; i++) { // the first ones warm up
            long wallBefore = System.nanoTime();
            long cpuBefore = threads.getCurrentThreadCpuTime();
            found += work.getAsInt();
            cpu[Math.max(0, i)] = threads.getCurrentThreadCpuTime() - cpuBefore;
            wall[Math.max(0, i)] = System.nanoTime() - wallBefore;
        }
        percentiles(name, wall, figures);
        percentiles(name + "_cpu", cpu, figures);
        figures.put(name + "_found", found);
    }

    private static void percentiles(String name, long[] nanos, Map<String, Object> figures) {
        Arrays.sort(nanos);
        figures.put(name + "_p50_ms", nanos[nanos.length / 2] / 1e6);
        figures.put(name + "_p99_ms", nanos[nanos.length * 99 / 100] / 1e6);
    }
}
