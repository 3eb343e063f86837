package org.fragaria.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Every family against transformers (src/test/tools/make_family_goldens.py, make_model_goldens.py). */
class FamilyParityTest {

    static List<Path> goldens() throws IOException {
        return ParityBench.goldens(Path.of("src/test/resources/model"));
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void computesWhatTransformersComputes(Path golden) throws IOException {
        ParityRow row = Parity.of(golden);
        System.out.println(row);
        assertThat(row.logits()).as("logits").isLessThanOrEqualTo(ParityRow.LOGITS_BAR);
        row.points()
                .forEach((point, worst) -> assertThat(worst).as(point.id()).isLessThanOrEqualTo(ParityRow.POINTS_BAR));
        assertThat(row.greedy()).as("greedy text is identical").isTrue();
        assertThat(row.steeredLogits()).as("steered logits").isLessThanOrEqualTo(ParityRow.LOGITS_BAR);
        assertThat(row.steeredGreedy()).as("steered greedy text is identical").isTrue();
        assertThat(row.cache()).as("with the cache against without").isLessThanOrEqualTo(ParityRow.LOGITS_BAR);
        assertThat(row.passes()).isTrue();
    }

    @Test
    void theDocumentHasEveryModel() throws IOException {
        String document = Files.readString(Path.of("docs/parity.md"));
        for (Path golden : goldens()) {
            assertThat(document).contains("| " + golden.getFileName() + " |");
        }
        assertThat(document).doesNotContain("**no**").doesNotContain("differs");
    }
}
