package org.fragaria.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.fragaria.hub.HubServer;
import org.fragaria.weights.SafetensorsWriter;

import static org.assertj.core.api.Assertions.assertThat;

/** Commands that take models and dictionaries from a hub, against one on this machine. */
class HubCommandsTest {

    private static final int D_MODEL = 24;
    private static final int D_SAE = 40;
    private static final double SCALE = 0.5; // a power of two, so that folding it rounds nothing
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private HubServer server;
    private Path text;

    @BeforeEach
    void serveAModelAndItsDictionary() throws IOException {
        text = Files.writeString(
                folder.resolve("text.txt"),
                "It rained all day.\n\nThe path was wet and the sky was grey.\n".repeat(20));
        server = new HubServer()
                .withFolder("tests/gpt2-tiny", "", Path.of("src/test/resources/model/gpt2-tiny"))
                .withFolder(
                        "tests/tiny-saes",
                        "blocks.0.hook_resid_pre/",
                        dictionary("unfolded", "expected_average_only_in", 1));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** A dictionary in SAELens's old layout, with the input scale folded into its weights or not. */
    private Path dictionary(String name, String normalization, double scale) throws IOException {
        Path dictionary = Files.createDirectories(folder.resolve(name));
        Files.writeString(dictionary.resolve("cfg.json"), """
                {"architecture": "standard", "d_in": %d, "d_sae": %d, "dtype": "torch.float32", "prepend_bos": false,
                 "hook_name": "blocks.0.hook_resid_pre", "hook_layer": 0, "model_name": "gpt2-tiny",
                 "normalize_activations": "%s"}
                """.formatted(D_MODEL, D_SAE, normalization));
        new SafetensorsWriter()
                .add("W_enc", random(1, D_MODEL * D_SAE, scale), D_MODEL, D_SAE)
                .add("W_dec", random(2, D_MODEL * D_SAE, 0.1 / scale), D_SAE, D_MODEL)
                .add("b_enc", random(3, D_SAE, 0.1), D_SAE)
                .add("b_dec", random(4, D_MODEL, 0.1 / scale), D_MODEL)
                .write(dictionary.resolve("sae_weights.safetensors"));
        return dictionary;
    }

    private static float[] random(long seed, int n, double factor) {
        Random random = new Random(seed);
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.nextGaussian() * (float) factor;
        }
        return values;
    }

    @Test
    void addTakesAReleaseOfTheRegistryWithItsScaleAndOverrides() throws IOException {
        run(0, "add", "--release", "tiny-res", "--sae", "blocks.0.hook_resid_pre", "--registry", registry());
        JsonNode fromHub = manifest("data/gpt2-tiny/0-res-t");
        Path prepared = folder.resolve("data/.dictionaries/tiny-res--blocks.0.hook_resid_pre");
        assertThat(fromHub.path("dictionaryFacts").path("path").asText()).isEqualTo(prepared.toString());
        assertThat(JSON.readTree(prepared.resolve("cfg.json").toFile())
                        .path("model_from_pretrained_kwargs")
                        .path("center_writing_weights")
                        .asBoolean())
                .isTrue();

        Path folded = dictionary("folded", "none", SCALE);
        Path config = folded.resolve("cfg.json");
        Files.writeString(
                config,
                Files.readString(config)
                        .replace(
                                "{\"arch",
                                "{\"model_from_pretrained_kwargs\": {\"center_writing_weights\": true}, \"arch"));
        run(0, "add", "--model", "tests/gpt2-tiny", "--dictionary", folded.toString(), "--id", "0-folded");
        JsonNode byHand = manifest("data/gpt2-tiny/0-folded");
        assertThat(fromHub.path("figures").path("l0").asDouble()).isPositive();
        assertThat(fromHub.path("digest").asText())
                .as("every measured number, scale applied by us or folded by hand")
                .isEqualTo(byHand.path("digest").asText());
    }

    @Test
    void whatARegistryAddsIsNeededAndAskedFor() {
        String said =
                run(1, "add", "--model", "tests/gpt2-tiny", "--dictionary", "tests/tiny-saes/blocks.0.hook_resid_pre");
        assertThat(said).contains("norm_scaling_factor");
    }

    @Test
    void wrongNamesAreExplained() {
        assertThat(run(1, "add", "--release", "tiny-rex", "--sae", "x", "--registry", registry()))
                .contains("tiny-res");
        assertThat(run(1, "add", "--release", "tiny-res", "--registry", registry()))
                .contains("--sae is missing", "3 dictionaries");
        assertThat(run(1, "add", "--release", "tiny-llama", "--sae", "l7m_8x", "--registry", registry()))
                .contains("tests/tiny-llama does not exist");
        assertThat(run(1, "add")).contains("--dictionary FOLDER, or --release");
        assertThat(run(1, "add", "--model", "modls/gpt2", "--dictionary", "x")).contains("Folder x does not exist");
    }

    @Test
    void generateAndTraceTakeAddresses() throws IOException {
        Path out = folder.resolve("trace.safetensors");
        run(0, "trace", "--model", "hf:tests/gpt2-tiny", "--prompt", "wet", "--out", out.toString());
        assertThat(out).isNotEmptyFile();
        assertThat(run(1, "generate", "--model", "tests/none", "--prompt", "wet"))
                .contains("Repository tests/none does not exist", "HF_TOKEN");
    }

    @Test
    void releasesAreListed() {
        assertThat(run(0, "releases", "--registry", registry())).contains("tiny-res", "tiny-scope-att", "gemma_2");
        assertThat(run(0, "releases", "--registry", registry(), "--model", "gpt2"))
                .contains("tiny-res")
                .doesNotContain("tiny-scope-att");
        assertThat(run(0, "releases", "--registry", registry(), "tiny-res"))
                .contains("blocks.1.hook_resid_pre", "8.5", "0.5", "gpt2-tiny/0-res-t");
        assertThat(run(1, "releases", "--registry", registry(), "--model", "bert"))
                .contains("gemma-2-2b");
    }

    private static String registry() {
        return "src/test/resources/hub/registry.yaml";
    }

    private JsonNode manifest(String source) throws IOException {
        return JSON.readTree(folder.resolve(source).resolve("manifest.json").toFile());
    }

    /** Runs a command with the hub and folders of this test; what it said to both streams. */
    private String run(int expected, String command, String... more) {
        Stream<String> hub = Stream.of(
                command,
                "--hub",
                server.url().toString(),
                "--cache",
                folder.resolve("hub").toString());
        Stream<String> ofAdd = command.equals("add")
                ? Stream.of(
                        "--anyway", // random weights fit nothing
                        "--text",
                        text.toString(),
                        "--context",
                        "16",
                        "--data",
                        folder.resolve("data").toString())
                : Stream.empty();
        String[] all = Stream.concat(Stream.concat(hub, ofAdd), Stream.of(more)).toArray(String[]::new);
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream both = new PrintStream(said, true, StandardCharsets.UTF_8);
        System.setOut(both);
        System.setErr(both);
        try {
            assertThat(Main.run(all)).as(said.toString(StandardCharsets.UTF_8)).isEqualTo(expected);
            return said.toString(StandardCharsets.UTF_8);
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }
}
