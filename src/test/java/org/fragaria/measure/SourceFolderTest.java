package org.fragaria.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.fragaria.model.Address;
import org.fragaria.problem.ConflictException;
import org.fragaria.problem.InvalidException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SourceFolderTest {

    @TempDir
    Path data = Path.of(".");

    @Test
    void publishingReplacesTheOldSourceAndLeavesNothingBeside() throws IOException {
        publish("first");
        publish("second");

        Path source = data.resolve("m/2-topk");
        assertThat(Files.readString(source.resolve("index/it"))).isEqualTo("second");
        assertThat(source.resolve("tokenizer.json")).exists();
        assertThat(source.resolve("work")).doesNotExist();
        assertThat(data.resolve("m").toFile().list()).containsExactly("2-topk");
        SourceManifest manifest =
                new ObjectMapper().readValue(source.resolve("manifest.json").toFile(), SourceManifest.class);
        assertThat(manifest).isEqualTo(manifest());
    }

    @Test
    void untilItIsPublishedTheOldSourceStays() throws IOException {
        publish("first");
        try (SourceFolder folder = new SourceFolder(data, "m", "2-topk")) {
            write(folder, "second");
        }
        assertThat(Files.readString(data.resolve("m/2-topk/index/it"))).isEqualTo("first");
    }

    @Test
    void killedBetweenTheTwoMovesTheOldSourceComesBack() throws IOException {
        publish("first");
        Files.move(data.resolve("m/2-topk"), data.resolve("m/2-topk.old"));
        new SourceFolder(data, "m", "2-topk").close();

        assertThat(Files.readString(data.resolve("m/2-topk/index/it"))).isEqualTo("first");
        assertThat(data.resolve("m/2-topk.old")).doesNotExist();
    }

    @Test
    void aSourceIsBuiltByOneRunAtATime() {
        try (SourceFolder first = new SourceFolder(data, "m", "2-topk")) {
            assertThat(first.work()).exists();
            assertThatThrownBy(() -> new SourceFolder(data, "m", "2-topk")).isInstanceOf(ConflictException.class);
        }
        new SourceFolder(data, "m", "2-topk").close();
    }

    @Test
    void discardingLeavesNothing() throws IOException {
        SourceFolder folder = new SourceFolder(data, "m", "2-topk");
        write(folder, "half");
        folder.discard();

        assertThat(data).isEmptyDirectory();
    }

    @Test
    void restartingForgetsTheWork() throws IOException {
        try (SourceFolder folder = new SourceFolder(data, "m", "2-topk")) {
            write(folder, "half");
            Files.writeString(folder.work().resolve("checkpoint.bin"), "x");
            folder.restart();

            assertThat(folder.index()).doesNotExist();
            assertThat(folder.work().toFile().list()).containsExactly("lock");
        }
    }

    @Test
    void idsThatCannotBePartOfAnAddressAreRefused() {
        for (String id : List.of("", "..", "a/b", "a b", ".hidden", "2-topk.building", "2-topk.old", "x".repeat(101))) {
            assertThatThrownBy(() -> new SourceFolder(data, "m", id)).isInstanceOf(InvalidException.class);
            assertThatThrownBy(() -> new SourceFolder(data, id, "2-topk")).isInstanceOf(InvalidException.class);
        }
        assertThat(data).isEmptyDirectory();
    }

    private void publish(String content) throws IOException {
        Path tokenizer = Files.writeString(Files.createTempFile("tokenizer", ".json"), "{}");
        try (SourceFolder folder = new SourceFolder(data, "m", "2-topk")) {
            write(folder, content);
            folder.publish(manifest(), tokenizer);
        }
        Files.delete(tokenizer);
    }

    private static void write(SourceFolder folder, String content) throws IOException {
        Files.createDirectories(folder.index());
        Files.writeString(folder.index().resolve("it"), content);
    }

    private static SourceManifest manifest() {
        return new SourceManifest(
                1,
                "m",
                "2-topk",
                new SourceManifest.ModelFacts("/m", "LlamaForCausalLM", 5, 64, 512, 512, 260_032),
                new SourceManifest.DictionaryFacts("/d", "topk", Address.parse("resid_post.2"), 64, 512, "none"),
                new SourceManifest.CorpusFacts(List.of("a.txt"), 100, 2, 64, "excluded"),
                new SourceManifest.Figures(0.1, 16, 500, 0.01, Double.NaN, Double.NaN, Double.NaN, 1, Double.NaN, 1.5),
                Map.of("seed", "1"),
                "00ff",
                "development",
                "2026-01-01T00:00:00Z",
                null);
    }
}
