package org.fragaria.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.sun.management.OperatingSystemMXBean;

import org.fragaria.feature.FeatureIndexWriter;
import org.fragaria.feature.FeatureStore;
import org.fragaria.feature.LuceneFeatureStore;
import org.fragaria.measure.MeasuredFeature;

/**
 * How fast an index is built and read: invented features with 20 examples of 64 tokens each, out of a vocabulary of 50,257
 * with Zipf's frequencies. Numbers are of this machine, with the page cache warm.
 */
public final class StoreBench {

    private static final int EXAMPLES = 20;
    private static final int TOKENS = 64;
    private static final int VOCABULARY = 50_257;
    private static final int LOOK_UPS = 20_000;
    private static final int BLOCK = 2_000;

    private StoreBench() {}

    /**
     * Builds an index in a temporary folder and reads it.
     *
     * @param features how many
     * @return figures by name, in the order to print them
     */
    public static Map<String, Object> run(int features) throws IOException {
        Path folder = Files.createTempDirectory("fragaria-bench");
        try {
            return run(features, folder);
        } finally {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }

    private static Map<String, Object> run(int features, Path folder) throws IOException {
        InventedFeatures invented = new InventedFeatures(VOCABULARY, EXAMPLES, TOKENS);
        Map<String, Object> figures = new LinkedHashMap<>();
        Build build = build(invented, features, folder);
        long examples = IntStream.range(0, features).filter(f -> f % 10 != 9).count() * EXAMPLES;
        figures.put("examples", (double) examples);
        figures.put("build_examples_per_second", examples / build.seconds);
        figures.put("build_examples_per_cpu_second", examples / build.cpuSeconds);
        figures.put("bytes_per_example", (double) bytes(folder) / examples);
        try (LuceneFeatureStore store = LuceneFeatureStore.open(folder)) {
            Random random = new Random(1);
            IntSupplier lookUp = () ->
                    store.feature(random.nextInt(features)).orElseThrow().top().size();
            IntSupplier fires =
                    () -> store.firingOn(List.of(random.nextInt(2000)), 50).size();
            IntSupplier page = () -> store.table(new FeatureStore.TableQuery(
                            FeatureStore.Sort.LOOKUP, false, true, 0, 1, 1, 1, -1, random.nextInt(features / 2), 50))
                    .rows()
                    .size();
            measure("feature", lookUp, LOOK_UPS, figures);
            measure("firing_on", fires, LOOK_UPS / 10, figures);
            measure("table", page, LOOK_UPS / 10, figures);
        }
        return figures;
    }

    /** Time that indexing takes on the wall and on all processors, without that of inventing. */
    private record Build(double seconds, double cpuSeconds) {}

    private static Build build(InventedFeatures invented, int features, Path folder) {
        Clock clock = new Clock();
        try (FeatureIndexWriter writer = new FeatureIndexWriter(folder)) {
            for (int from = 0; from < features; from += BLOCK) {
                List<MeasuredFeature> block = IntStream.range(from, Math.min(features, from + BLOCK))
                        .parallel()
                        .mapToObj(invented::feature)
                        .toList();
                clock.time(() -> block.parallelStream().forEach(writer::add));
            }
            clock.time(writer::finish);
        }
        return new Build(clock.wall / 1e9, clock.cpu / 1e9);
    }

    private static final class Clock {
        private final OperatingSystemMXBean process = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        private long wall;
        private long cpu;

        void time(Runnable work) {
            long wallBefore = System.nanoTime();
            long cpuBefore = process.getProcessCpuTime();
            work.run();
            cpu += process.getProcessCpuTime() - cpuBefore;
            wall += System.nanoTime() - wallBefore;
        }
    }

    private static long bytes(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.mapToLong(f -> f.toFile().length()).sum();
        }
    }

    private static void measure(String name, IntSupplier work, int times, Map<String, Object> figures) {
        long[] nanos = new long[times];
        long found = 0;
        for (int round = 0; round < 2; round++) { // the first warms up
            for (int i = 0; i < times; i++) {
                long before = System.nanoTime();
                found += work.getAsInt();
                nanos[i] = System.nanoTime() - before;
            }
        }
        if (found == 0) {
            throw new IllegalStateException("nothing found by " + name);
        }
        Arrays.sort(nanos);
        figures.put(name + "_p50_ms", nanos[times / 2] / 1e6);
        figures.put(name + "_p99_ms", nanos[times * 99 / 100] / 1e6);
    }
}
