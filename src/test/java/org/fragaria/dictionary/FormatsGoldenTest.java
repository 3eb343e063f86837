package org.fragaria.dictionary;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.fragaria.testsupport.Difference;
import org.fragaria.torch.Torch;
import org.fragaria.weights.SafetensorsFile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** A tiny dictionary of every published format beside what its own library, or its equations, compute. */
class FormatsGoldenTest {

    static final Path FIXTURES = Path.of("src/test/resources/dictionary/formats");

    /** Relative to the largest value of the tensor. */
    private static final double TOLERANCE = 1e-5;

    private static final Map<String, Double> WORST = new TreeMap<>();

    static Stream<Arguments> cases() throws IOException {
        JsonNode cases =
                new ObjectMapper().readTree(FIXTURES.resolve("cases.json").toFile());
        return cases.properties().stream().map(e -> arguments(e.getKey(), e.getValue()));
    }

    static Dictionary open(JsonNode golden) {
        Path path = FIXTURES.resolve(golden.get("path").asText());
        return golden.has("factor") ? Dictionary.open(path, golden.get("factor").doubleValue()) : Dictionary.open(path);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void numbersAreThoseOfTheOracle(String name, JsonNode golden) {
        try (SafetensorsFile expected = SafetensorsFile.open(FIXTURES.resolve("expected.safetensors"));
                Dictionary dictionary = open(golden);
                NDManager manager = Torch.manager().newSubManager()) {
            float[] rows = expected.floats("x");
            NDArray x = manager.create(rows, new Shape(8, 12));
            NDArray activations = dictionary.encode(x);
            float[] decoded = dictionary.decode(activations, x).toFloatArray();

            assertClose(name, activations.toFloatArray(), expected.floats(name + ".encode"));
            assertClose(name, decoded, expected.floats(name + ".decode"));
            assertFeaturesAgree(name, dictionary, x, rows, expected);
        }
    }

    /** Single features, read from a column and a row of the files, add up to the whole. */
    private static void assertFeaturesAgree(
            String name, Dictionary dictionary, NDArray x, float[] rows, SafetensorsFile expected) {
        int n = 8;
        int dSae = dictionary.config().dSae();
        int dOut = dictionary.config().dOut();
        float[] read = new float[n * dSae];
        float[] added =
                dictionary.decode(x.getManager().zeros(new Shape(n, dSae)), x).toFloatArray();
        for (int index = 0; index < dSae; index++) {
            FeatureDirection feature = dictionary.feature(index);
            float[] found = feature.activations(rows, n);
            float[] scales = feature.outputScales(rows, n);
            for (int t = 0; t < n; t++) {
                read[t * dSae + index] = found[t];
                for (int i = 0; i < dOut; i++) {
                    added[t * dOut + i] += found[t] * scales[t] * feature.decoderRow()[i];
                }
            }
        }
        assertClose(name, read, expected.floats(name + ".encode"));
        assertClose(name, added, expected.floats(name + ".decode"));
    }

    private static void assertClose(String name, float[] found, float[] expected) {
        double difference = Difference.relative(found, expected);
        WORST.merge(name, difference, Math::max);
        assertThat(difference).as(name).isLessThan(TOLERANCE);
    }

    @Test
    void everyFormatHasACase() throws IOException {
        Stream<String> read = cases().map(a -> {
            try (Dictionary dictionary = open((JsonNode) a.get()[1])) {
                return dictionary.provenance().format();
            }
        });
        Stream<String> known = DictionaryFormats.ALL.stream()
                .filter(f -> !(f instanceof CrossLayerFormat)) // CrossLayerGoldenTest: it has no decoding alone
                .map(DictionaryFormat::id);
        assertThat(read.distinct()).containsExactlyInAnyOrderElementsOf(known.toList());
    }

    @AfterAll
    static void report() {
        WORST.forEach((name, worst) -> System.out.printf("%-44s worst difference %.1e%n", name, worst));
        System.out.printf(
                "Formats: worst difference %.1e relative (bar %.0e)%n",
                WORST.values().stream().mapToDouble(d -> d).max().orElse(0), TOLERANCE);
    }
}
