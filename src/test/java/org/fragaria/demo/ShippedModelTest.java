package org.fragaria.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

import org.fragaria.engine.Tracer;
import org.fragaria.model.LanguageModel;
import org.fragaria.testsupport.Difference;
import org.fragaria.torch.Precision;
import org.fragaria.weights.SafetensorsFile;
import org.fragaria.weights.Weights;

import static org.assertj.core.api.Assertions.assertThat;

/** The model and the dictionaries that ship, against transformers and safetensors (src/test/tools/make_demo_golden.py). */
class ShippedModelTest {

    private static final Path DEMO = Path.of("src/main/resources/demo");
    private static final long MOST_BYTES = 8_000_000;
    private static final double TOLERANCE = 1e-3;

    private final SafetensorsFile golden = SafetensorsFile.open(Path.of("src/test/resources/demo/golden.safetensors"));

    @Test
    void logitsAndTokensAreThoseOfTransformers() throws IOException {
        JsonNode texts = new ObjectMapper().readTree(golden.metadata().get("texts"));
        double worst = 0;
        try (LanguageModel model = LanguageModel.open(DEMO.resolve("village"), Precision.EXACT)) {
            for (int i = 0; i < texts.size(); i++) {
                int[] ids = model.tokenizer().encode(texts.get(i).asText());
                assertThat(ids).isEqualTo(ids(i));
                float[] logits =
                        new Tracer(model).trace(ids, List.of(), true, List.of()).logits();
                float[] expected = golden.floats("logits." + i);
                float[] last = Arrays.copyOfRange(logits, logits.length - expected.length, logits.length);
                worst = Math.max(worst, Difference.absolute(last, expected));
            }
        }
        System.out.printf("shipped model: logits %.2e from transformers%n", worst);
        assertThat(worst).isLessThan(TOLERANCE);
    }

    private int[] ids(int text) {
        float[] stored = golden.floats("ids." + text);
        int[] ids = new int[stored.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = (int) stored[i];
        }
        return ids;
    }

    @Test
    void dictionariesAreReadAsTheSafetensorsLibraryReadsThem() throws IOException {
        try (Stream<Path> folders = Files.list(DEMO.resolve("sae"))) {
            for (Path folder : folders.toList()) {
                double sum = 0;
                double squares = 0;
                try (Weights file = Weights.open(folder.resolve("sae_weights.safetensors"))) {
                    for (float value : file.floats("W_dec")) {
                        sum += value;
                        squares += (double) value * value;
                    }
                }
                float[] expected = golden.floats("decoder." + folder.getFileName());
                assertThat(sum).isCloseTo(expected[0], org.assertj.core.data.Offset.offset(1e-3));
                assertThat(squares).isCloseTo(expected[1], org.assertj.core.data.Offset.offset(1e-3));
            }
        }
    }

    @Test
    void allOfItIsSmall() throws IOException {
        long bytes = 0;
        try (Stream<Path> files = Files.walk(DEMO)) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".safetensors")).toList()) {
                bytes += Files.size(file);
            }
        }
        System.out.printf("shipped weights: %,d bytes%n", bytes);
        assertThat(bytes).isLessThanOrEqualTo(MOST_BYTES);
    }
}
