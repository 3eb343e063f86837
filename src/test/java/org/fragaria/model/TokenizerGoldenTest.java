package org.fragaria.model;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.fragaria.problem.InvalidException;
import org.fragaria.testsupport.ReferenceData;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Real vocabularies against Hugging Face's tokenizers library: ids, decoded texts, the bytes and display strings that
 * tokens stand for. Goldens by make_tokenizer_golden.py.
 */
@Tag("reference")
@EnabledIf("org.fragaria.testsupport.ReferenceData#present")
class TokenizerGoldenTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private record Case(String text, int[] ids, String decoded) {}

    @ParameterizedTest
    @ValueSource(strings = {"gpt2", "gpt-neox-20b", "phi-3"})
    void idsAndTextsAreThoseOfTheLibrary(String name) throws IOException {
        try (Tokenizer tokenizer = open(name)) {
            for (Case one : cases(name)) {
                assertThat(tokenizer.encode(one.text, false)).as(one.text).isEqualTo(one.ids);
                assertThat(tokenizer.decode(one.ids)).as(one.text).isEqualTo(one.decoded);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt2", "gpt-neox-20b", "phi-3"})
    void bytesOfTokensAreThoseOfTheText(String name) throws IOException {
        try (Tokenizer tokenizer = open(name)) {
            for (Case one : cases(name)) {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                for (int id : one.ids) {
                    bytes.writeBytes(tokenizer.vocabulary().bytes(id));
                }
                assertThat(bytes.toString(StandardCharsets.UTF_8)).as(one.text).isEqualTo(asRead(name, one.text));
            }
        }
    }

    /** Whatever a character was split into, the token that completes it shows it, and nothing else is lost or added. */
    @ParameterizedTest
    @ValueSource(strings = {"gpt2", "gpt-neox-20b", "phi-3"})
    void displayStringsShowTheText(String name) throws IOException {
        try (Tokenizer tokenizer = open(name)) {
            for (Case one : cases(name)) {
                List<String> texts = tokenizer.vocabulary().texts(one.ids);
                assertThat(texts).as(one.text).hasSize(one.ids.length);
                String shown = String.join("", texts).replaceAll("⟨[0-9A-F]{2}( [0-9A-F]{2})*⟩", "");
                assertThat(shown).as(one.text + " as " + texts).isEqualTo(asRead(name, one.text));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt2", "gpt-neox-20b", "phi-3"})
    void halfACharacterIsRefused(String name) throws IOException {
        try (Tokenizer tokenizer = open(name)) {
            for (String broken : List.of("\ud83d", "a\ude00", "\ude00\ud83d", "\ud83d\ud83d\ude00")) {
                assertThatThrownBy(() -> tokenizer.encode(broken, false))
                        .isInstanceOf(InvalidException.class)
                        .hasMessageContaining("surrogate");
            }
        }
    }

    /** What a tokenizer makes of a text before it cuts: GPT-NeoX composes characters, Phi-3 puts a space in front. */
    private static String asRead(String name, String text) {
        return switch (name) {
            case "gpt-neox-20b" -> Normalizer.normalize(text, Normalizer.Form.NFC);
            case "phi-3" -> spaced(text);
            default -> text;
        };
    }

    /** Each stretch between special tokens gets a space, and its own ▁ are spaces to the vocabulary. */
    private static String spaced(String text) {
        StringBuilder all = new StringBuilder();
        String special = "(?=<s>|</s>|<\\|endoftext\\|>|<\\|user\\|>|<\\|end\\|>)";
        for (String part : text.split(special, -1)) {
            int end = part.matches("(?s)<s>.*|</s>.*|<\\|(endoftext|user|end)\\|>.*") ? part.indexOf('>') + 1 : 0;
            String rest = part.substring(end).replace('▁', ' ');
            all.append(part, 0, end).append(rest.isEmpty() ? "" : " ").append(rest);
        }
        return all.toString();
    }

    private Tokenizer open(String name) throws IOException {
        Path files = ReferenceData.path("tokenizers/" + name);
        Path json = files.resolve("tokenizer.json");
        Files.writeString(
                folder.resolve("tokenizer.json"), Files.exists(json) ? Files.readString(json) : byteLevel(files));
        return Tokenizer.open(folder);
    }

    /** The one-file form of GPT-2's two older files, as its own tokenizer.json has it. */
    private static String byteLevel(Path files) throws IOException {
        ObjectNode byteLevel = JSON.createObjectNode()
                .put("type", "ByteLevel")
                .put("add_prefix_space", false)
                .put("trim_offsets", true)
                .put("use_regex", true);
        ObjectNode model = JSON.createObjectNode().put("type", "BPE").put("byte_fallback", false);
        model.set("vocab", JSON.readTree(files.resolve("vocab.json").toFile()));
        Files.readAllLines(files.resolve("merges.txt")).stream()
                .filter(line -> !line.isEmpty() && !line.startsWith("#version"))
                .forEach(model.withArray("merges")::add);
        ObjectNode root = JSON.createObjectNode().put("version", "1.0");
        root.withArray("added_tokens")
                .addObject()
                .put("id", 50256)
                .put("content", "<|endoftext|>")
                .put("single_word", false)
                .put("lstrip", false)
                .put("rstrip", false)
                .put("normalized", false)
                .put("special", true);
        root.putNull("normalizer");
        root.set("pre_tokenizer", byteLevel);
        root.set("decoder", byteLevel);
        root.set("model", model);
        return JSON.writeValueAsString(root);
    }

    private static List<Case> cases(String name) throws IOException {
        List<Case> cases = new ArrayList<>();
        for (JsonNode one : JSON.readTree(
                Path.of("src/test/resources/tokenizer/" + name + ".json").toFile())) {
            int[] ids = new int[one.path("ids").size()];
            for (int i = 0; i < ids.length; i++) {
                ids[i] = one.path("ids").get(i).intValue();
            }
            cases.add(new Case(
                    one.path("text").textValue(), ids, one.path("decoded").textValue()));
        }
        assertThat(cases).hasSizeGreaterThan(60);
        return cases;
    }
}
