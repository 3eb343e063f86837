package org.fragaria.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.fragaria.dictionary.Dictionary;

import static org.assertj.core.api.Assertions.assertThat;

class TrainCommandTest {

    private static final String MODEL = "src/test/resources/model/llama-tiny";

    @TempDir
    Path folder = Path.of(".");

    @Test
    void writesADictionaryOnce() throws IOException {
        Path out = folder.resolve("out");
        assertThat(train(out, "--tokens", "6400")).isZero();
        try (Dictionary dictionary = Dictionary.open(out)) {
            assertThat(dictionary.config().dSae()).isEqualTo(32);
        }
        assertThat(train(out, "--tokens", "6400")).isEqualTo(1);
    }

    @Test
    void clearErrorsEndWithOneAndMisspeltCommandsWithTwo() throws IOException {
        Path out = folder.resolve("out");
        assertThat(train(out, "--k", "33")).isEqualTo(1);
        assertThat(train(out, "--architecture", "gated")).isEqualTo(2);
        assertThat(out).doesNotExist();
    }

    private int train(Path out, String... more) throws IOException {
        Path text = Files.writeString(
                folder.resolve("text.json"),
                "[\"" + "one word and another ".repeat(80) + "\",\"" + "abc def ".repeat(40) + "\"]");
        String[] given = {
            "train",
            "--model",
            MODEL,
            "--address",
            "resid_post.1",
            "--text",
            text.toString(),
            "--out",
            out.toString(),
            "--features",
            "32",
            "--batch",
            "64",
            "--context",
            "32"
        };
        String[] all = java.util.Arrays.copyOf(given, given.length + more.length);
        System.arraycopy(more, 0, all, given.length, more.length);
        return Main.run(all);
    }
}
