package org.fragaria.dictionary;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.fragaria.model.Address;
import org.fragaria.testsupport.Difference;
import org.fragaria.torch.Torch;
import org.fragaria.weights.SafetensorsFile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Tiny cross-layer transcoders beside what circuit-tracer computes with them. */
class CrossLayerGoldenTest {

    static final Path FIXTURES = Path.of("src/test/resources/dictionary/cross-layer");

    private static final int LAYERS = 3;
    private static final int POSITIONS = 7;
    private static final int WIDTH = 8;

    /** Relative to the largest value of the tensor. */
    private static final double TOLERANCE = 1e-5;

    private static double worst;

    /** As {@link FormatsGoldenTest#cases}: what a person would open. */
    static Stream<Arguments> cases() {
        return Stream.of("relu", "threshold", "skip")
                .map(name -> arguments(
                        "cross-layer-" + name,
                        JsonNodeFactory.instance
                                .objectNode()
                                .put("path", "../cross-layer/" + name + "/W_enc_1.safetensors")));
    }

    private static SafetensorsFile expected() {
        return SafetensorsFile.open(FIXTURES.resolve("expected.safetensors"));
    }

    private static Dictionary layer(String name, int layer) {
        return Dictionary.open(FIXTURES.resolve(name).resolve("W_enc_" + layer + ".safetensors"));
    }

    private static void assertClose(float[] found, float[] golden) {
        double difference = Difference.relative(found, golden);
        worst = Math.max(worst, difference);
        assertThat(difference).isLessThan(TOLERANCE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"relu", "threshold", "skip"})
    void everyLayerEncodesAsTheOracleDoes(String name) {
        try (SafetensorsFile golden = expected();
                NDManager manager = Torch.manager().newSubManager()) {
            for (int i = 0; i < LAYERS; i++) {
                float[] rows = golden.floats("x." + i);
                float[] activations = golden.floats(name + ".encode." + i);
                try (Dictionary dictionary = layer(name, i)) {
                    NDArray x = manager.create(rows, new Shape(POSITIONS, WIDTH));
                    assertClose(dictionary.encode(x).toFloatArray(), activations);
                    assertClose(alone(dictionary, rows), activations);
                }
            }
        }
    }

    /** Activations of features read one at a time. */
    private static float[] alone(Dictionary dictionary, float[] rows) {
        int dSae = dictionary.config().dSae();
        float[] read = new float[POSITIONS * dSae];
        for (int index = 0; index < dSae; index++) {
            float[] one = dictionary.feature(index).activations(rows, POSITIONS);
            for (int t = 0; t < POSITIONS; t++) {
                read[t * dSae + index] = one[t];
            }
        }
        return read;
    }

    @ParameterizedTest
    @ValueSource(strings = {"relu", "threshold", "skip"})
    void rowsAddUpToTheDirection(String name) {
        try (SafetensorsFile golden = expected()) {
            for (int i = 0; i < LAYERS; i++) {
                float[] sums = golden.floats(name + ".sum." + i);
                try (Dictionary dictionary = layer(name, i)) {
                    assertClose(dictionary.decoder().toFloatArray(), sums);
                    float[] added = new float[sums.length];
                    for (int at = 0; at < added.length; at += WIDTH) {
                        System.arraycopy(dictionary.decoderRow(at / WIDTH), 0, added, at, WIDTH);
                    }
                    assertClose(added, sums);
                    assertClose(rowsOfTargets(dictionary, i), sums);
                }
            }
        }
    }

    private static float[] rowsOfTargets(Dictionary dictionary, int layer) {
        float[] added = new float[dictionary.config().dSae() * WIDTH];
        for (int target = layer; target < LAYERS; target++) {
            for (int at = 0; at < added.length; at++) {
                added[at] += dictionary.decoderRow(at / WIDTH, target)[at % WIDTH];
            }
        }
        return added;
    }

    @ParameterizedTest
    @ValueSource(strings = {"relu", "threshold", "skip"})
    void layersTogetherPredictAsTheOracleDoes(String name) {
        try (SafetensorsFile golden = expected();
                CrossLayerTranscoder whole = CrossLayerTranscoder.open(FIXTURES.resolve(name));
                NDManager manager = Torch.manager().newSubManager()) {
            List<NDArray> activations = new ArrayList<>();
            for (int layer = 0; layer < whole.layers(); layer++) {
                NDArray x = manager.create(golden.floats("x." + layer), new Shape(POSITIONS, WIDTH));
                activations.add(whole.layer(layer).encode(x));
                NDArray predicted = whole.predict(layer, activations, x);
                assertThat(predicted.getManager()).isSameAs(x.getManager());
                assertClose(predicted.toFloatArray(), golden.floats(name + ".predict." + layer));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "relu, resid_mid.1, mlp_out.1, STANDARD, google/gemma-2-2b",
        "threshold, mlp_in.1, mlp_out.1, JUMPRELU, meta-llama/Llama-3.2-1B",
        "skip, resid_mid.1, mlp_out.1, JUMPRELU,"
    })
    void placesAreTranslated(String name, String in, String out, Architecture architecture, String model) {
        try (Dictionary dictionary = layer(name, 1)) {
            DictionaryConfig config = dictionary.config();
            assertThat(config.address()).isEqualTo(Address.parse(in));
            assertThat(config.outputAddress()).isEqualTo(Address.parse(out));
            assertThat(config.outputAddresses())
                    .containsExactly(Address.parse("mlp_out.1"), Address.parse("mlp_out.2"));
            assertThat(config.span()).contains(new Transcoding.Span(1, LAYERS));
            assertThat(config.architecture()).isEqualTo(architecture);
            assertThat(config.modelName().orElse(null)).isEqualTo(model);
            assertThat(dictionary.provenance().format()).isEqualTo("circuit-tracer-clt");
            assertThat(dictionary.provenance().files()).hasSize(2);
        }
    }

    @AfterAll
    static void report() {
        System.out.printf("Cross-layer transcoders: worst difference %.1e relative (bar %.0e)%n", worst, TOLERANCE);
    }
}
