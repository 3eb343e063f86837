package org.fragaria.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Stream;

import org.fragaria.dictionary.Architecture;
import org.fragaria.dictionary.Dictionary;
import org.fragaria.dictionary.DictionaryConfig;
import org.fragaria.dictionary.DictionaryWriter;
import org.fragaria.dictionary.Normalization;
import org.fragaria.torch.Torch;

/**
 * How fast a dictionary of Gemma Scope's common size opens, and what reading one feature costs: the files are mapped, so
 * both are far below reading them. The page cache is warm.
 */
public final class DictionaryBench {

    private static final int D_IN = 2304;
    private static final int D_SAE = 16_384;
    private static final int LOOK_UPS = 200;

    private DictionaryBench() {}

    /**
     * Writes a dictionary to a temporary folder (302 MB) and opens it.
     *
     * @param rounds how often it is opened, to take the median of
     * @return figures by name, in the order to print them
     */
    public static Map<String, Object> run(int rounds) throws IOException {
        Path folder = Files.createTempDirectory("fragaria-bench");
        try {
            write(folder);
            return measure(folder, rounds);
        } finally {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }

    private static void write(Path folder) {
        DictionaryConfig config = new DictionaryConfig(
                Architecture.JUMPRELU,
                D_IN,
                D_SAE,
                false,
                Normalization.NONE,
                0,
                false,
                false,
                "blocks.20.hook_resid_post",
                Optional.empty(),
                true,
                OptionalInt.empty(),
                Map.of());
        Random random = new Random(1);
        new DictionaryWriter(config)
                .tensor("W_enc", invented(random, D_IN * D_SAE))
                .tensor("W_dec", invented(random, D_IN * D_SAE))
                .tensor("b_enc", invented(random, D_SAE))
                .tensor("threshold", invented(random, D_SAE))
                .tensor("b_dec", invented(random, D_IN))
                .write(folder);
    }

    private static float[] invented(Random random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextFloat() - 0.5f;
        }
        return values;
    }

    private static Map<String, Object> measure(Path folder, int rounds) {
        Torch.manager(); // libtorch itself is loaded once per program, in seconds
        double[] opening = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            long begin = System.nanoTime();
            try (Dictionary dictionary = Dictionary.open(folder)) {
                opening[i] = (System.nanoTime() - begin) / 1e6;
                dictionary.decoderRow(i);
            }
        }
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("first_open_ms", opening[0]);
        figures.put("open_ms", median(opening));
        try (Dictionary dictionary = Dictionary.open(folder)) {
            Random random = new Random(2);
            figures.put("decoder_row_us", time(() -> dictionary.decoderRow(random.nextInt(D_SAE))));
            figures.put("feature_us", time(() -> dictionary.feature(random.nextInt(D_SAE))));
        }
        return figures;
    }

    /** The median, in microseconds. */
    private static double time(Runnable task) {
        double[] times = new double[LOOK_UPS];
        for (int i = 0; i < LOOK_UPS; i++) {
            long begin = System.nanoTime();
            task.run();
            times[i] = (System.nanoTime() - begin) / 1e3;
        }
        return median(times);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
