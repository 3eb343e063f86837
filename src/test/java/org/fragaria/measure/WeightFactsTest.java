package org.fragaria.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

import org.fragaria.measure.MeasuredFeature.Neighbour;
import org.fragaria.measure.MeasuredFeature.TokenScore;

import static org.assertj.core.api.Assertions.assertThat;

class WeightFactsTest {

    private static final int FEATURES = 37;
    private static final int WIDTH = 8;
    private static final int VOCABULARY = 101;

    private final float[] decoder = random(FEATURES * WIDTH, 1);
    private final float[] unembedding = random(WIDTH * VOCABULARY, 2);

    @Test
    void listsAndHistogramsAgreeWithTheirDefinition() {
        Arrays.fill(decoder, 5 * WIDTH, 6 * WIDTH, 0); // a row without direction
        List<WeightFacts.Facts> found = compute();

        assertThat(found).hasSize(FEATURES);
        for (int f = 0; f < FEATURES; f++) {
            double[] logits = logits(f);
            check(found.get(f).raises(), logits, 1);
            check(found.get(f).lowers(), logits, -1);
            assertThat(Arrays.stream(found.get(f).logits().counts()).sum()).isEqualTo(VOCABULARY);
            int row = f;
            List<Integer> near = IntStream.range(0, FEATURES)
                    .filter(g -> g != row)
                    .boxed()
                    .sorted(Comparator.comparingDouble(g -> -cosine(row, g)))
                    .limit(WeightFacts.LISTED)
                    .toList();
            for (int i = 0; i < near.size(); i++) {
                Neighbour neighbour = found.get(f).neighbours().get(i);
                assertThat((double) neighbour.cosine()).isCloseTo(cosine(row, near.get(i)), Offset.offset(1e-5));
                assertThat(neighbour.feature()).isNotEqualTo(f);
            }
        }
    }

    private List<WeightFacts.Facts> compute() {
        List<WeightFacts.Facts> found = new ArrayList<>();
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            NDArray rows = manager.create(decoder, new Shape(FEATURES, WIDTH));
            NDArray matrix = manager.create(unembedding, new Shape(WIDTH, VOCABULARY));
            WeightFacts.compute(rows, Optional.of(some -> some.matMul(matrix)), VOCABULARY, (f, facts) -> {
                assertThat(f).isEqualTo(found.size());
                found.add(facts);
            });
        }
        return found;
    }

    private static void check(List<TokenScore> scores, double[] logits, int sign) {
        double[] sorted = Arrays.stream(logits)
                .map(v -> -sign * v)
                .sorted()
                .map(v -> -sign * v)
                .toArray();
        assertThat(scores).hasSize(WeightFacts.LISTED);
        for (int i = 0; i < scores.size(); i++) {
            assertThat((double) scores.get(i).value()).isCloseTo(sorted[i], Offset.offset(1e-5));
            assertThat((double) scores.get(i).value())
                    .isCloseTo(logits[scores.get(i).token()], Offset.offset(1e-5));
        }
    }

    private double[] logits(int feature) {
        return IntStream.range(0, VOCABULARY)
                .mapToDouble(v -> IntStream.range(0, WIDTH)
                        .mapToDouble(d -> decoder[feature * WIDTH + d] * unembedding[d * VOCABULARY + v])
                        .sum())
                .toArray();
    }

    private double cosine(int a, int b) {
        double dot = dot(a, b);
        return dot == 0 ? 0 : dot / Math.sqrt(dot(a, a) * dot(b, b));
    }

    private double dot(int a, int b) {
        return IntStream.range(0, WIDTH)
                .mapToDouble(d -> (double) decoder[a * WIDTH + d] * decoder[b * WIDTH + d])
                .sum();
    }

    private static float[] random(int size, int seed) {
        Random random = new Random(seed);
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
