package org.fragaria.dictionary;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.fragaria.torch.Torch;
import org.fragaria.weights.SafetensorsFile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Our numbers beside SAELens's, for each architecture, layout and normalisation. */
class DictionaryGoldenTest {

    static final Path FIXTURES = Path.of("src/test/resources/dictionary");

    /** Relative to the largest value of the tensor. */
    private static final double TOLERANCE = 1e-5;

    private static double worst;

    @TempDir
    Path folder;

    static Stream<Arguments> cases() throws IOException {
        JsonNode cases =
                new ObjectMapper().readTree(FIXTURES.resolve("cases.json").toFile());
        return cases.properties().stream().map(e -> arguments(e.getKey(), e.getValue()));
    }

    static Dictionary open(Path folder, JsonNode golden) throws IOException {
        Files.writeString(folder.resolve("cfg.json"), golden.get("cfg").toString());
        Path weights = FIXTURES.resolve("weights-" + golden.get("weights").asText() + ".safetensors");
        Files.copy(weights, folder.resolve("sae_weights.safetensors"));
        return golden.has("factor")
                ? Dictionary.open(folder, golden.get("factor").doubleValue())
                : Dictionary.open(folder);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void activationsAndReconstructionAreThoseOfSaelens(String name, JsonNode golden) throws IOException {
        try (SafetensorsFile expected = SafetensorsFile.open(FIXTURES.resolve("expected.safetensors"));
                Dictionary dictionary = open(folder, golden);
                NDManager manager = Torch.manager().newSubManager()) {
            float[] rows = expected.floats("x");
            NDArray x = manager.create(rows, new Shape(8, 16));
            NDArray activations = dictionary.encode(x);
            NDArray reconstruction = dictionary.decode(activations, x);

            assertClose(name + ".encode", activations.toFloatArray(), expected.floats(name + ".encode"));
            assertClose(name + ".decode", reconstruction.toFloatArray(), expected.floats(name + ".decode"));
            assertThat(activations.getManager()).isSameAs(manager);
            assertThat(reconstruction.getManager()).isSameAs(manager);
            assertFeaturesAgree(name, dictionary, rows, expected);
        }
    }

    /** Single features from a column and a row add up to the whole. */
    private static void assertFeaturesAgree(
            String name, Dictionary dictionary, float[] rows, SafetensorsFile expected) {
        float[] read = new float[8 * 64];
        float[] decoded = new float[8 * 16];
        for (int index = 0; index < 64; index++) {
            FeatureDirection feature = dictionary.feature(index);
            float[] found = feature.activations(rows, 8);
            float[] scales = feature.outputScales(rows, 8);
            for (int t = 0; t < 8; t++) {
                read[t * 64 + index] = found[t];
                for (int i = 0; i < 16; i++) {
                    decoded[t * 16 + i] += found[t] * scales[t] * feature.decoderRow()[i];
                }
            }
        }
        assertClose(name + " feature by feature", read, expected.floats(name + ".encode"));
        try (NDManager manager = Torch.manager().newSubManager()) {
            NDArray x = manager.create(rows, new Shape(8, 16));
            float[] bias = dictionary.decode(manager.zeros(new Shape(8, 64)), x).toFloatArray();
            for (int i = 0; i < decoded.length; i++) {
                decoded[i] += bias[i];
            }
        }
        assertClose(name + " features added up", decoded, expected.floats(name + ".decode"));
    }

    private static void assertClose(String what, float[] found, float[] expected) {
        double largest = 1e-3;
        double difference = 0;
        assertThat(found).as(what).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            difference = Math.max(difference, Math.abs(found[i] - expected[i]));
            assertThat(found[i] > 0 == expected[i] > 0 || Math.abs(found[i] - expected[i]) < 1e-6)
                    .as(what + " is active at " + i)
                    .isTrue();
        }
        worst = Math.max(worst, difference / largest);
        assertThat(difference / largest).as(what).isLessThan(TOLERANCE);
    }

    @AfterAll
    static void report() {
        System.out.printf("Dictionaries beside SAELens: worst difference %.1e relative (bar %.0e)%n", worst, TOLERANCE);
    }

    static Map<String, JsonNode> all() throws IOException {
        Map<String, JsonNode> found = new java.util.LinkedHashMap<>();
        cases().forEach(a -> found.put((String) a.get()[0], (JsonNode) a.get()[1]));
        return found;
    }
}
