package org.fragaria.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.fragaria.testsupport.EditedModel;
import org.fragaria.weights.SafetensorsWriter;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code check}, and what {@code add} makes of it: a dictionary of the residual stream that declares the MLP's output. */
class CheckCommandTest {

    private static final int WIDTH = 24;
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private Path model;
    private Path text;
    private Path dictionary;

    @BeforeEach
    void makeAModelAndADictionaryOfAnotherPlace() throws IOException {
        model = EditedModel.write(folder.resolve("model"), 0, 8);
        text = Files.writeString(
                folder.resolve("text.txt"),
                "It rained all day.\n\nThe path was wet and the sky was grey.\n".repeat(40));
        dictionary = Files.createDirectory(folder.resolve("identity"));
        Files.writeString(dictionary.resolve("cfg.json"), """
                {"architecture": "jumprelu", "d_in": 24, "d_sae": 48, "dtype": "torch.float32", "prepend_bos": false,
                 "hook_name": "blocks.1.hook_mlp_out", "hook_layer": 1, "model_name": "gpt2-tiny",
                 "normalize_activations": "none", "apply_b_dec_to_input": false}
                """);
        float[] encoder = new float[WIDTH * 2 * WIDTH];
        float[] decoder = new float[WIDTH * 2 * WIDTH];
        for (int i = 0; i < WIDTH; i++) {
            encoder[i * 2 * WIDTH + i] = 1;
            encoder[i * 2 * WIDTH + WIDTH + i] = -1;
            decoder[i * WIDTH + i] = 1;
            decoder[(WIDTH + i) * WIDTH + i] = -1;
        }
        float[] threshold = new float[2 * WIDTH];
        Arrays.fill(threshold, 1.5f);
        new SafetensorsWriter()
                .add("W_enc", encoder, WIDTH, 2 * WIDTH)
                .add("W_dec", decoder, 2 * WIDTH, WIDTH)
                .add("b_enc", new float[2 * WIDTH], 2 * WIDTH)
                .add("b_dec", new float[WIDTH], WIDTH)
                .add("threshold", threshold, 2 * WIDTH)
                .write(dictionary.resolve("sae_weights.safetensors"));
    }

    @Test
    void aMismatchIsATableAndAnExitStatus() {
        assertThat(run(3, "check"))
                .contains("mlp_out.1 as declared", "resid_post.1", "MISMATCH over", "pass --address resid_");
        assertThat(run(0, "check", "--address", "resid_post.1"))
                .contains("OK over", "no other reading is clearly better");
        assertThat(run(0, "check", "--address", "resid_post.1", "--l0", "2")).contains("SUSPECT", "makers say L0 2.00");
    }

    @Test
    void theSameAsJson() throws IOException {
        JsonNode report = JSON.readTree(run(3, "check", "--json", "--tokens", "256"));
        assertThat(report.path("verdict").asText()).isEqualTo("MISMATCH");
        assertThat(report.path("declared").path("fvu").asDouble()).isGreaterThan(0.5);
        assertThat(report.path("alternatives").get(0).path("reading").asText()).startsWith("resid_");
        assertThat(report.path("positions").asInt()).isEqualTo(256 / 16 * 15);
    }

    @Test
    void addRefusesAMismatchInOneLineAndLeavesNothing() throws IOException {
        String said = run(1, "add", "--data", data());
        assertThat(said.lines().filter(line -> line.startsWith("fragaria: ")))
                .singleElement()
                .asString()
                .contains("does not fit", "mlp_out.1 as declared", "pass --address resid_", "--anyway");
        assertThat(Path.of(data())).isEmptyDirectory();
    }

    @Test
    void addDoesItAnywayAndSaysSoInTheManifest() throws IOException {
        assertThat(run(0, "add", "--data", data(), "--anyway")).contains("Fit MISMATCH");
        JsonNode fit = fit("1-identity");
        assertThat(fit.path("verdict").asText()).isEqualTo("MISMATCH");
        assertThat(fit.path("alternatives")).isNotEmpty();

        run(0, "add", "--data", data(), "--address", "resid_post.1", "--id", "1-right");
        assertThat(fit("1-right").path("verdict").asText()).isEqualTo("OK");
    }

    private JsonNode fit(String source) throws IOException {
        return JSON.readTree(Path.of(data(), "model", source, "manifest.json").toFile())
                .path("fit");
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    /** Runs a command on this test's files; what it said to both streams. */
    private String run(int expected, String command, String... more) {
        Stream<String> files = Stream.of(
                command,
                "--model",
                model.toString(),
                "--dictionary",
                dictionary.toString(),
                "--text",
                text.toString(),
                "--context",
                "16");
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream both = new PrintStream(said, true, StandardCharsets.UTF_8);
        System.setOut(both);
        System.setErr(both);
        try {
            assertThat(Main.run(Stream.concat(files, Stream.of(more)).toArray(String[]::new)))
                    .as(said.toString(StandardCharsets.UTF_8))
                    .isEqualTo(expected);
            return said.toString(StandardCharsets.UTF_8);
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }
}
