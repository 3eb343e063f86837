package org.fragaria.corpus;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.fragaria.problem.InvalidException;
import org.fragaria.problem.NotFoundException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CorpusTest {

    @TempDir
    Path folder = Path.of(".");

    @Test
    void jsonArraysHoldStringsOrObjectsWithText() throws IOException {
        Path file = write("a.json", "[\"one\", {\"id\": {\"x\": [1]}, \"text\": \"two \u00e9\"}, \"  \"]");

        assertThat(documents(file)).containsExactly("one", "two \u00e9");
    }

    @Test
    void jsonLinesHoldOneDocumentEach() throws IOException {
        Path file = write("a.jsonl", "{\"text\":\"one\"}\n{\"meta\":1,\"text\":\"two\"}\n");

        assertThat(documents(file)).containsExactly("one", "two");
    }

    @Test
    void plainTextIsCutAtBlankLinesOnceEnoughIsTogether() throws IOException {
        String paragraph = "word ".repeat(TextDocuments.GROUPED / 5) + "\n";
        Path file = write("a.txt", "= Title =\n \n" + paragraph + " \nSecond\n\n" + paragraph);

        List<String> found = documents(file);
        assertThat(found).hasSize(2);
        assertThat(found.get(0)).startsWith("= Title =");
        assertThat(found.get(1)).startsWith("Second");
        assertThat(String.join("", found)).isEqualTo(Files.readString(file));
    }

    @Test
    void textWithoutBlankLinesIsCutBetweenCharacters() throws IOException {
        Path file = write("a.txt", "x" + "\ud83c\udf53".repeat(TextDocuments.LONGEST));

        List<String> found = documents(file);
        assertThat(String.join("", found)).isEqualTo(Files.readString(file));
        assertThat(found).allSatisfy(text -> {
            assertThat(text.length()).isLessThanOrEqualTo(TextDocuments.LONGEST + 1);
            assertThat(Character.isLowSurrogate(text.charAt(0))).isFalse();
        });
    }

    @Test
    void filesAreReadInOrderAndTheDigestIsOfTheText() throws IOException {
        Path a = write("a.json", "[\"one\"]");
        Path b = write("b.jsonl", "\ufeff{\"text\":\"two\"}");
        Path both = write("c.json", "[\"one\",\"two\"]");

        Corpus corpus = Corpus.open(List.of(a, b));
        assertThat(corpus.documents()).isEqualTo(2);
        assertThat(corpus.characters()).isEqualTo(6);
        assertThat(corpus.digest()).isEqualTo(Corpus.open(List.of(both)).digest());
        assertThat(corpus.digest()).isNotEqualTo(Corpus.open(List.of(b, a)).digest());
    }

    @Test
    void invalidUtf8IsNamedWithFileOffsetAndBytes() throws IOException {
        byte[] text = ("y".repeat(70_000) + "\u00e9\u00e9").getBytes(StandardCharsets.UTF_8);
        text[70_003] = 'z'; // the second é lost its continuation byte
        Path file = folder.resolve("bad.txt");
        Files.write(file, text);

        assertThatThrownBy(() -> Corpus.open(List.of(file)))
                .isInstanceOf(InvalidException.class)
                .hasMessageContaining("bad.txt")
                .hasMessageContaining("C3 at byte offset 70002");
    }

    @Test
    void aCharacterCutOffAtTheEndIsInvalid() throws IOException {
        Path file = folder.resolve("cut.jsonl");
        Files.write(file, new byte[] {'"', 'a', (byte) 0xE2, (byte) 0x82});

        assertThatThrownBy(() -> Corpus.open(List.of(file)))
                .isInstanceOf(InvalidException.class)
                .hasMessageContaining("E2 82 at byte offset 2");
    }

    @Test
    void badInputIsNamed() throws IOException {
        Path missing = folder.resolve("none.txt");
        Path blank = write("blank.txt", " \n\n");
        Path number = write("number.json", "[\n\"a\",\n7]");
        Path noText = write("no-text.jsonl", "{\"t\": \"a\"}");
        Path torn = write("torn.json", "[\"a\", \"b");
        Path object = write("object.json", "{}");

        assertThatThrownBy(() -> Corpus.open(List.of())).isInstanceOf(InvalidException.class);
        assertThatThrownBy(() -> Corpus.open(List.of(missing)))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("none.txt");
        assertThatThrownBy(() -> Corpus.open(List.of(blank))).hasMessageContaining("empty");
        assertThatThrownBy(() -> Corpus.open(List.of(number)))
                .isInstanceOf(InvalidException.class)
                .hasMessageContaining("number.json at line 3")
                .hasMessageContaining("value_number_int");
        assertThatThrownBy(() -> Corpus.open(List.of(noText)))
                .isInstanceOf(InvalidException.class)
                .hasMessageContaining("an object with \"text\"");
        assertThatThrownBy(() -> Corpus.open(List.of(torn)))
                .isInstanceOf(InvalidException.class)
                .hasMessageContaining("torn.json at line 1");
        assertThatThrownBy(() -> Corpus.open(List.of(object))).hasMessageContaining("an array of documents");
    }

    private List<String> documents(Path file) {
        List<String> found = new ArrayList<>();
        try (Documents documents = Corpus.open(List.of(file)).read()) {
            documents.forEachRemaining(found::add);
        }
        return found;
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }
}
