package org.fragaria.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.fragaria.build.Terminal;
import org.fragaria.pretraining.SmallVillage;
import org.fragaria.problem.ConflictException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DemoBuildTest {

    private static final int CONTEXT = 64;

    @TempDir
    private Path root;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    private DemoBuild build(long seed) {
        DemoBuild.Choices choices =
                new DemoBuild.Choices(seed, 10 * 4 * CONTEXT, 300, 16, 2, 2, CONTEXT, 4, 60, 32, 8192);
        return new DemoBuild(root.resolve("demo"), choices, new SmallVillage());
    }

    private DemoBuild.Watch watch(boolean interrupted) {
        return new DemoBuild.Watch(
                new Terminal(new PrintStream(said, true, StandardCharsets.UTF_8)), () -> interrupted);
    }

    @Test
    void interruptedBuildGoesOnAndIsNotDoneTwice() throws Exception {
        assertThat(build(1).run(watch(true))).isFalse();
        assertThat(root.resolve("demo/village/tokenizer.json")).exists();
        assertThat(root.resolve("demo/village/config.json")).doesNotExist();

        assertThat(build(1).run(watch(false))).isTrue();
        for (String file : new String[] {
            "village/model.safetensors",
            "corpus.jsonl",
            "curve.csv",
            "sae/0-res/cfg.json",
            "sae/0-words/cfg.json",
            "sae/1-res/cfg.json"
        }) {
            assertThat(root.resolve("demo").resolve(file)).isNotEmptyFile();
        }
        Path weights = root.resolve("demo/village/model.safetensors");
        FileTime before = FileTime.from(Instant.EPOCH);
        Files.setLastModifiedTime(weights, before);
        assertThat(build(1).run(watch(false))).isTrue();
        assertThat(Files.getLastModifiedTime(weights)).isEqualTo(before);
        assertThatThrownBy(() -> build(2).run(watch(false))).isInstanceOf(ConflictException.class);
    }
}
