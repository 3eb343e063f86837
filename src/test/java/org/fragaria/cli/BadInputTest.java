package org.fragaria.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.fragaria.weights.SafetensorsWriter;

import static org.assertj.core.api.Assertions.assertThat;

/** Bad input on the command line: one line that names the thing, exit status 1, nothing half-written left behind. */
class BadInputTest {

    @TempDir
    Path folder;

    private Path model;
    private Path text;

    @BeforeEach
    void copyAGoodModel() throws IOException {
        model = Files.createDirectory(folder.resolve("model"));
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/model/gpt2-tiny"))) {
            for (Path file : files.filter(f -> !f.toString().contains("golden")).toList()) {
                Files.copy(file, model.resolve(file.getFileName().toString()));
            }
        }
        text = Files.writeString(folder.resolve("text.txt"), "It rained all day.\n\nThe path was wet.\n");
    }

    @Test
    void aTruncatedWeightsFile() throws IOException {
        Path weights = model.resolve("model.safetensors");
        try (RandomAccessFile file = new RandomAccessFile(weights.toFile(), "rw")) {
            file.setLength(file.length() - 1000);
        }
        expect(generate("--prompt", "wet"), "model.safetensors", "bytes");
    }

    @Test
    void aHeaderThatClaimsTwoToTheSixty() throws IOException {
        Path weights = model.resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(0, 1L << 60);
        Files.write(weights, bytes);
        expect(generate("--prompt", "wet"), "model.safetensors", "1152921504606846976");
    }

    @Test
    void aConfigurationOfAnotherShape() throws IOException {
        Path config = model.resolve("config.json");
        Files.writeString(config, Files.readString(config).replace("\"n_positions\": 96", "\"n_positions\": 97"));
        expect(generate("--prompt", "wet"), "wpe.weight", "[97, 24]", "[96, 24]");
    }

    @Test
    void anUnknownArchitecture() throws IOException {
        Path config = model.resolve("config.json");
        Files.writeString(config, Files.readString(config).replace("GPT2LMHeadModel", "BertModel"));
        expect(generate("--prompt", "wet"), "config.json", "BertModel", "LlamaForCausalLM");
    }

    @Test
    void aMissingTokenizer() throws IOException {
        Files.delete(model.resolve("tokenizer.json"));
        expect(generate("--prompt", "wet"), "tokenizer.json");
    }

    @Test
    void anEmptyPrompt() {
        expect(generate("--prompt", ""), "--prompt is empty");
    }

    @Test
    void aPromptLongerThanTheContext() {
        expect(generate("--prompt", "wet ".repeat(200)), "reads at most 96");
    }

    @Test
    void aStrengthThatIsNoNumber() {
        String change = "{\"address\":\"resid_post.1\",\"vector\":[" + "0,".repeat(23) + "0],\"strength\":\"NaN\"}";
        expect(generate("--prompt", "wet", "--intervene", change), "strength", "NaN");
    }

    @Test
    void anAddressThatTheModelLacks() {
        expect(
                run(
                        "trace",
                        "--model",
                        model.toString(),
                        "--prompt",
                        "wet",
                        "--points",
                        "resid_post.9",
                        "--out",
                        out()),
                "resid_post.9",
                "layers 0 to 2");
        expect(
                run(
                        "trace",
                        "--model",
                        model.toString(),
                        "--prompt",
                        "wet",
                        "--points",
                        "resid_past.1",
                        "--out",
                        out()),
                "resid_past.1",
                "resid_post.{layer}");
    }

    @Test
    void aDictionaryOfTheWrongWidth() throws IOException {
        Path dictionary = dictionary(10);
        expect(
                run(
                        "add",
                        "--model",
                        model.toString(),
                        "--dictionary",
                        dictionary.toString(),
                        "--text",
                        text.toString(),
                        "--data",
                        folder.resolve("data").toString()),
                "width 10",
                "width 24");
        assertThat(files(folder.resolve("data"))).isEmpty();
    }

    @Test
    void aTextThatIsNotUtf8() throws IOException {
        byte[] broken = "The path was wet. \u00e4 and so on.".getBytes(StandardCharsets.ISO_8859_1);
        Files.write(text, broken);
        expect(
                run(
                        "add",
                        "--model",
                        model.toString(),
                        "--dictionary",
                        dictionary(24).toString(),
                        "--text",
                        text.toString(),
                        "--data",
                        folder.resolve("data").toString()),
                "text.txt",
                "UTF-8",
                "18");
        assertThat(files(folder.resolve("data"))).isEmpty();
        expect(
                run(
                        "train",
                        "--model",
                        model.toString(),
                        "--address",
                        "resid_post.1",
                        "--text",
                        text.toString(),
                        "--out",
                        folder.resolve("sae").toString()),
                "text.txt",
                "UTF-8");
        assertThat(files(folder.resolve("sae"))).isEmpty();
    }

    private Path dictionary(int width) throws IOException {
        Path dictionary = Files.createDirectories(folder.resolve("dictionary"));
        Files.writeString(dictionary.resolve("cfg.json"), """
                {"architecture": "standard", "d_in": %d, "d_sae": 4, "dtype": "float32", "apply_b_dec_to_input": true,
                 "normalize_activations": "none", "metadata": {"sae_lens_version": "6.18.0", "model_name": "gpt2-tiny",
                 "hook_name": "blocks.1.hook_resid_post", "prepend_bos": false}}
                """.formatted(width));
        new SafetensorsWriter()
                .add("W_enc", new float[width * 4], width, 4)
                .add("W_dec", new float[4 * width], 4, width)
                .add("b_enc", new float[4], 4)
                .add("b_dec", new float[width], width)
                .write(dictionary.resolve("sae_weights.safetensors"));
        return dictionary;
    }

    private String out() {
        return folder.resolve("out.safetensors").toString();
    }

    private Outcome generate(String... more) {
        return run(Stream.concat(Stream.of("generate", "--model", model.toString()), Stream.of(more))
                .toArray(String[]::new));
    }

    private record Outcome(int status, String said) {}

    private static Outcome run(String... arguments) {
        PrintStream before = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            int status = Main.run(arguments);
            return new Outcome(status, said.toString(StandardCharsets.UTF_8));
        } finally {
            System.setErr(before);
        }
    }

    private void expect(Outcome outcome, String... named) {
        assertThat(outcome.status).as(outcome.said).isEqualTo(1);
        List<String> lines = outcome.said
                .lines()
                .filter(line -> line.startsWith("fragaria: "))
                .toList();
        assertThat(lines).as(outcome.said).hasSize(1);
        assertThat(lines.get(0)).contains(named);
        assertThat(outcome.said).doesNotContain("\tat ");
        assertThat(folder.resolve("out.safetensors")).doesNotExist();
    }

    private static List<Path> files(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }
}
