package org.fragaria.cli;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

import org.fragaria.explanation.Batch;
import org.fragaria.explanation.automatic.Exam;
import org.fragaria.explanation.automatic.Method;
import org.fragaria.feature.Shelf.SourceAddress;
import org.fragaria.problem.ConflictException;
import org.fragaria.problem.InvalidException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ExplainCommandTest {

    private static ExplainCommand parsed(String... words) {
        ExplainCommand command = new ExplainCommand();
        new CommandLine(command).parseArgs(words);
        return command;
    }

    @Test
    void wordsBecomeARequest() {
        Batch.Request all = parsed("--source", "village/2-res").request();
        assertThat(all.source()).isEqualTo(new SourceAddress("village", "2-res"));
        assertThat(all.method()).isEqualTo(Method.MARKED);
        assertThat(all.exams()).isEmpty();
        assertThat(all.first()).isZero();
        Batch.Request some = parsed(
                        "--source",
                        "a/b",
                        "--features",
                        "3-9",
                        "--score",
                        "detection,fuzzing",
                        "--method",
                        "np_max-act-logits")
                .request();
        assertThat(some.exams()).containsExactly(Exam.DETECTION, Exam.FUZZING);
        assertThat(some.method()).isEqualTo(Method.LOGITS);
        assertThat(some.first()).isEqualTo(3);
        assertThat(some.last()).isEqualTo(9);
        assertThat(parsed("--source", "a/b", "--features", "7").request().last())
                .isEqualTo(7);
    }

    @Test
    void misspeltWordsAreRefused() {
        assertThatThrownBy(() -> parsed("--source", "village").request())
                .isInstanceOf(InvalidException.class)
                .hasMessageContaining("expected model/source");
        assertThatThrownBy(() -> parsed("--source", "a/b", "--features", "3..9").request())
                .hasMessageContaining("a range like 0-99");
        assertThatThrownBy(() -> parsed("--source", "a/b", "--method", "magic").request())
                .hasMessageContaining("oai_token-act-pair");
        assertThatThrownBy(() -> parsed("--source", "a/b", "--score", "luck").request())
                .hasMessageContaining("detection, fuzzing");
    }

    @Test
    void dataFolderOfARunningServerIsLeftAlone(@TempDir Path data) {
        try (DataLock held = DataLock.take(data, "fragaria serve on port 3000")) {
            assertThat(held).isNotNull();
            assertThatThrownBy(() ->
                            parsed("--source", "a/b", "--data", data.toString()).call())
                    .isInstanceOf(ConflictException.class)
                    .hasMessageContaining("fragaria serve on port 3000");
        }
    }
}
