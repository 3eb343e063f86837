package org.fragaria.measure;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.fragaria.dictionary.Architecture;
import org.fragaria.dictionary.Dictionary;
import org.fragaria.dictionary.DictionaryConfig;
import org.fragaria.dictionary.DictionaryWriter;
import org.fragaria.dictionary.Normalization;
import org.fragaria.measure.MeasuredFeature.Output;
import org.fragaria.model.Address;
import org.fragaria.model.HookPoint;
import org.fragaria.model.LanguageModel;
import org.fragaria.model.Step;
import org.fragaria.model.Taps;
import org.fragaria.torch.Precision;

import static org.assertj.core.api.Assertions.assertThat;

/** Batches over a cache against whole passes, one feature and one context at a time. */
class SteeredOutputsTest {

    private static final Path MODEL = Path.of("src/test/resources/model/llama-tiny");
    private static final Address ADDRESS = Address.parse("resid_post.1");
    private static final int WIDTH = 24;
    private static final int FEATURES = 30;

    @TempDir
    Path folder = Path.of(".");

    private final Random random = new Random(8);
    private final int[][] contexts = {
        random.ints(7, 1, 300).toArray(),
        random.ints(7, 1, 300).toArray(),
        random.ints(7, 1, 300).toArray()
    };
    private final int[][] promoted = new int[FEATURES][];

    @Test
    void batchesGiveWhatWholePassesGive() {
        float[] decoder = invent();
        try (LanguageModel model = LanguageModel.open(MODEL, Precision.EXACT);
                Dictionary dictionary = Dictionary.open(folder);
                SteeredOutputs probe = new SteeredOutputs(model, dictionary, ADDRESS, contexts)) {
            assertThat(probe.batch()).isGreaterThanOrEqualTo(FEATURES);
            List<Output> found =
                    probe.of(java.util.stream.IntStream.range(0, FEATURES).toArray(), promoted);

            assertThat(found.get(4)).isEqualTo(Output.UNKNOWN);
            for (int f = 0; f < FEATURES; f++) {
                if (f != 4) {
                    float[] row = Arrays.copyOfRange(decoder, f * WIDTH, (f + 1) * WIDTH);
                    assertThat(found.get(f).promoted()).isCloseTo(slowly(model, row, promoted[f]), Offset.offset(1e-5));
                    assertThat(found.get(f).control()).isBetween(0.0, 1.0);
                }
            }
            assertThat(probe.of(new int[] {3}, new int[][] {promoted[3]})
                            .getFirst()
                            .promoted())
                    .isCloseTo(found.get(3).promoted(), Offset.offset(1e-6));
        }
    }

    @Test
    void placesOutsideTheResidualStreamCannotBeSteered() {
        assertThat(Arrays.stream(HookPoint.values()).filter(SteeredOutputs::steers))
                .containsExactly(
                        HookPoint.EMBED,
                        HookPoint.RESID_PRE,
                        HookPoint.ATTN_OUT,
                        HookPoint.RESID_MID,
                        HookPoint.MLP_OUT,
                        HookPoint.RESID_POST);
    }

    private double slowly(LanguageModel model, float[] row, int[] tokens) {
        List<float[]> plain = new ArrayList<>();
        for (int[] context : contexts) {
            probabilities(model, context, tensor -> {
                float[] all = tensor.toFloatArray();
                plain.add(Arrays.copyOfRange(all, all.length - WIDTH, all.length));
                return tensor;
            });
        }
        double norm =
                plain.stream().mapToDouble(SteeredOutputsTest::norm).average().orElseThrow();
        double sum = 0;
        for (int[] context : contexts) {
            float[] chances = probabilities(model, context, tensor -> {
                float[] delta = new float[context.length * WIDTH];
                for (int i = 0; i < WIDTH; i++) {
                    delta[(context.length - 1) * WIDTH + i] =
                            (float) (SteeredOutputs.STRENGTH * norm * row[i] / norm(row));
                }
                return tensor.add(tensor.getManager().create(delta, tensor.getShape()));
            });
            for (int token : tokens) {
                sum += chances[token] / contexts.length;
            }
        }
        return sum;
    }

    private static float[] probabilities(
            LanguageModel model, int[] context, java.util.function.UnaryOperator<NDArray> change) {
        Taps taps = (point, layer, tensor) ->
                new Address(point, point.perLayer() ? layer : 0).equals(ADDRESS) ? change.apply(tensor) : tensor;
        try (NDManager manager = model.manager().newSubManager()) {
            NDArray normed = model.run(Step.windows(manager, new int[][] {context}), taps);
            return model.logits(normed)
                    .get(0)
                    .get(context.length - 1)
                    .softmax(0)
                    .toFloatArray();
        }
    }

    private float[] invent() {
        for (int f = 0; f < FEATURES; f++) {
            promoted[f] = random.ints(5, 0, 320).distinct().limit(4).toArray();
        }
        float[] decoder = noise(FEATURES * WIDTH);
        Arrays.fill(decoder, 4 * WIDTH, 5 * WIDTH, 0);
        DictionaryConfig config = new DictionaryConfig(
                Architecture.STANDARD,
                WIDTH,
                FEATURES,
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
                .tensor("W_enc", noise(FEATURES * WIDTH))
                .tensor("b_enc", new float[FEATURES])
                .tensor("W_dec", decoder)
                .tensor("b_dec", new float[WIDTH])
                .write(folder);
        return decoder;
    }

    private float[] noise(int size) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static double norm(float[] vector) {
        double squares = 0;
        for (float v : vector) {
            squares += (double) v * v;
        }
        return Math.sqrt(squares);
    }
}
