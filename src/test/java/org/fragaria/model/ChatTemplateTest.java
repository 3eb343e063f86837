package org.fragaria.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import org.fragaria.problem.InvalidException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ChatTemplateTest {

    private static final Path CHATS = Path.of("src/test/resources/chat");
    private static final Clock NOW = Clock.fixed(Instant.parse("2026-03-07T09:05:00Z"), ZoneOffset.UTC);
    private static final String MARKS = "{\"bos_token\": \"<s>\", \"eos_token\": {\"content\": \"</s>\"}}";

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> chatsAreWrittenAsTransformersWritesThem() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (JsonNode one :
                new ObjectMapper().readTree(CHATS.resolve("golden.json").toFile())) {
            String name = one.path("template").asText() + " " + tests.size();
            tests.add(DynamicTest.dynamicTest(name, () -> check(one)));
        }
        assertThat(tests).hasSizeGreaterThan(100);
        return tests.stream();
    }

    private void check(JsonNode golden) throws IOException {
        ChatTemplate template =
                template(Files.readString(CHATS.resolve(golden.path("template").asText())));
        List<ChatTemplate.Turn> chat = new ArrayList<>();
        golden.path("chat")
                .forEach(turn -> chat.add(new ChatTemplate.Turn(
                        turn.path("role").asText(), turn.path("content").asText())));
        boolean prompt = golden.path("prompt").asBoolean();
        if (golden.path("text").isNull()) {
            assertThatThrownBy(() -> template.render(chat, prompt)).isInstanceOf(InvalidException.class);
        } else {
            assertThat(template.render(chat, prompt))
                    .isEqualTo(golden.path("text").asText());
        }
    }

    private ChatTemplate template(String source) throws IOException {
        Files.writeString(folder.resolve("tokenizer_config.json"), MARKS);
        Files.writeString(folder.resolve("chat_template.jinja"), source);
        return ChatTemplate.of(folder, NOW).orElseThrow();
    }

    @Test
    void aModelWithoutATemplateHasNone() {
        assertThat(ChatTemplate.of(folder)).isEmpty();
    }

    @Test
    void theTemplateMayStandInTheTokenizersConfiguration() throws IOException {
        Files.writeString(folder.resolve("tokenizer_config.json"), """
                {"bos_token": "<s>", "chat_template": [{"name": "tool_use", "template": "x"},
                 {"name": "default", "template": "{{ bos_token }}{{ messages[0].content }}"}]}""");
        assertThat(ChatTemplate.of(folder).orElseThrow().render(List.of(new ChatTemplate.Turn("user", "Hi")), true))
                .isEqualTo("<s>Hi");
    }

    @Test
    void whatIsBrokenIsSaidWithItsLine() {
        assertThatThrownBy(() -> template("one\n{% for x in %}{% endfor %}")).hasMessageContaining("line 2");
        assertThatThrownBy(() -> template("{% if x %}never closed")).isInstanceOf(InvalidException.class);
        assertThatThrownBy(() -> template("{{ x | no_such_filter }}")).hasMessageContaining("no_such_filter");
        assertThatThrownBy(() -> template("{% include 'x' %}")).hasMessageContaining("include");
    }

    @Test
    void javaIsOutOfReach() throws IOException {
        List<ChatTemplate.Turn> chat = List.of(new ChatTemplate.Turn("user", "Hi"));
        assertThat(template("{{ messages.class }}{{ 'x'.getClass }}").render(chat, false))
                .isEmpty();
        assertThatThrownBy(() -> template("{{ messages.class.forName('x') }}").render(chat, false))
                .isInstanceOf(InvalidException.class);
    }

    @Test
    void beginningOfTextIsThereOnce() throws IOException {
        try (Tokenizer tokenizer = Tokenizer.open(Path.of("src/test/resources/model/llama-tiny"))) {
            int bos = tokenizer.bos().orElseThrow();
            String mark = tokenizer.vocabulary().text(bos);
            int[] ids = template("{{ '" + mark + "' + messages[0].content }}")
                    .encode(tokenizer, List.of(new ChatTemplate.Turn("user", "Hi")));
            assertThat(ids).startsWith(bos);
            assertThat(ids[1]).isNotEqualTo(bos);
        }
    }
}
