package org.fragaria.testsupport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

import org.fragaria.weights.SafetensorsWriter;
import org.fragaria.weights.StoredTensor;
import org.fragaria.weights.Weights;

/**
 * The tiny GPT-2 with token embeddings that are loud enough to matter, of different norms, and around a common mean: what real
 * models have and random ones lack. Each token may have a mean of its own besides, which layer norms remove.
 */
public final class EditedModel {

    private static final Path ORIGINAL = Path.of("src/test/resources/model/gpt2-tiny");
    private static final String EMBEDDING = "wte.weight";
    private static final int WIDTH = 24;
    private static final int FEW = 8;

    private EditedModel() {}

    /**
     * Writes it.
     *
     * @param ownMean spread of the tokens' own means over the width
     * @param loudness factor of the embeddings; above 1 they are of few dimensions as well
     */
    public static Path write(Path into, double ownMean, double loudness) throws IOException {
        FamilyModels.copy(ORIGINAL, into, config -> {});
        Path file = into.resolve("model.safetensors");
        Files.delete(file);
        SafetensorsWriter writer = new SafetensorsWriter();
        try (Weights weights = Weights.open(ORIGINAL)) {
            for (String name : weights.names()) {
                StoredTensor tensor = weights.info(name);
                float[] values = weights.floats(name, 0, (int) tensor.elements());
                if (name.endsWith(EMBEDDING)) {
                    edit(values, ownMean, loudness);
                }
                writer.add(name, values, tensor.dimensions());
            }
        }
        writer.write(file);
        return into;
    }

    private static void edit(float[] rows, double ownMean, double loudness) {
        Random random = new Random(7);
        double[] common = random.doubles(WIDTH, -1.5, 1.5).toArray();
        double[] map = random.doubles(WIDTH * WIDTH, -1, 1).toArray();
        for (int row = 0; row < rows.length; row += WIDTH) {
            double factor = 2 + 10 * random.nextDouble();
            double mean = ownMean * random.nextGaussian();
            double[] own = loudness > 1 ? mapped(rows, row, map) : mapped(rows, row);
            for (int i = 0; i < WIDTH; i++) {
                rows[row + i] = (float) (loudness * (own[i] * factor + common[i] + mean));
            }
        }
    }

    private static double[] mapped(float[] rows, int from) {
        double[] same = new double[WIDTH];
        for (int i = 0; i < WIDTH; i++) {
            same[i] = rows[from + i];
        }
        return same;
    }

    private static double[] mapped(float[] rows, int from, double[] map) {
        double[] flat = new double[WIDTH];
        for (int k = 0; k < FEW; k++) {
            for (int i = 0; i < WIDTH; i++) {
                flat[i] += rows[from + k] * map[k * WIDTH + i];
            }
        }
        return flat;
    }
}
