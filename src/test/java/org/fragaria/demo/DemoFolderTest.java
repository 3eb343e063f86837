package org.fragaria.demo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.fragaria.problem.InvalidException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DemoFolderTest {

    @TempDir
    Path temporary;

    private Path content(String text) throws IOException {
        Path folder = Files.createDirectories(temporary.resolve("content-" + text));
        Files.createDirectories(folder.resolve("sae").resolve("2-topk"));
        Files.writeString(folder.resolve("sae").resolve("2-topk").resolve("cfg.json"), "{}");
        Files.writeString(folder.resolve("truth.json"), text);
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write("{\"text\":\"a\"}\n".getBytes(StandardCharsets.UTF_8));
        }
        Files.write(folder.resolve("corpus.jsonl.gz"), zipped.toByteArray());
        return folder;
    }

    private DemoContent read(String text) throws IOException {
        return DemoContent.of(Optional.of(content(text)));
    }

    @Test
    void unpacksWholeAndUnzipsTheText() throws IOException {
        DemoFolder folder = new DemoFolder(temporary.resolve("data"));
        assertThat(folder.current()).isEmpty();
        Path unpacked = folder.unpack(read("one"));
        assertThat(folder.current()).contains(unpacked);
        assertThat(unpacked.resolve("corpus.jsonl")).content().contains("\"a\"");
        assertThat(unpacked.resolve("sae/2-topk/cfg.json")).exists();
        assertThat(read("one").dictionaries()).containsExactly("2-topk");
    }

    @Test
    void sameContentsAreNotUnpackedAgain() throws IOException {
        DemoFolder folder = new DemoFolder(temporary.resolve("data"));
        Path unpacked = folder.unpack(read("one"));
        Files.writeString(unpacked.resolve("mine"), "stays");
        assertThat(folder.unpack(read("one"))).isEqualTo(unpacked);
        assertThat(unpacked.resolve("mine")).exists();
    }

    @Test
    void otherContentsComeBesideAndOldOnesGoLater() throws IOException {
        DemoFolder folder = new DemoFolder(temporary.resolve("data"));
        Path first = folder.unpack(read("one"));
        Path second = folder.unpack(read("two"));
        assertThat(second).isNotEqualTo(first);
        assertThat(first).exists();
        folder.discardOthers();
        assertThat(first).doesNotExist();
        assertThat(folder.current()).contains(second);
    }

    @Test
    void halfUnpackedIsThrownAway() throws IOException {
        Path data = temporary.resolve("data");
        DemoContent content = read("one");
        Path part = Files.createDirectories(data.resolve(".demo").resolve(content.digest() + ".part"));
        Files.writeString(part.resolve("leftover"), "of a killed run");
        Path unpacked = new DemoFolder(data).unpack(content);
        assertThat(unpacked.resolve("leftover")).doesNotExist();
        assertThat(part).doesNotExist();
    }

    @Test
    void folderWithoutADemoIsRefused() {
        assertThatThrownBy(() -> DemoContent.of(Optional.of(temporary)))
                .isInstanceOf(InvalidException.class)
                .hasMessageContaining("expected truth.json");
    }

    @Test
    void brokenTruthIsRefused() throws IOException {
        Path file = Files.writeString(temporary.resolve("truth.json"), "{\"model\":\"m\"}");
        assertThatThrownBy(() -> TruthFile.read(file))
                .isInstanceOf(InvalidException.class)
                .hasMessageContaining("picks");
    }
}
