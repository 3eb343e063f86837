package org.fragaria.pretraining;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.fragaria.model.LanguageModel;
import org.fragaria.problem.ConflictException;
import org.fragaria.torch.Precision;
import org.fragaria.village.Village.Split;
import org.fragaria.village.Village.Stage;
import org.fragaria.weights.DType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PretrainingTest {

    private static final int STEPS = 12;

    @TempDir
    private Path root;

    private final Lessons lessons = new SmallVillage();

    private Pretraining training(String name, long seed) {
        Path folder = root.resolve(name);
        if (!TokenizerTraining.complete(folder)) {
            TokenizerTraining.run(lessons, folder, 30_000, 300, 64);
        }
        ModelShape shape = ModelShape.of(TokenizerTraining.vocabulary(folder), 16, 2, 2, 64);
        PretrainingSettings settings = new PretrainingSettings(shape, STEPS * 4 * 64, 4, 0.02, 3e-3, 3, 1, seed);
        return new Pretraining(lessons, "small", settings, folder, folder.resolve("curve.csv"));
    }

    @Test
    void stoppedTrainingGoesOnToTheSameBytes() {
        assertThat(training("whole", 1).run(DType.F32, p -> {})).isPresent();

        Pretraining first = training("parts", 1);
        Optional<TruthScore> none = first.run(DType.F32, p -> {
            if (p.step() == 5) {
                first.stop();
            }
        });
        assertThat(none).isEmpty();
        assertThat(Pretraining.complete(root.resolve("parts"))).isFalse();
        assertThat(training("parts", 1).run(DType.F32, p -> {})).isPresent();

        for (String file : List.of("model.safetensors", "config.json", "curve.csv")) {
            assertThat(root.resolve("parts").resolve(file))
                    .hasSameBinaryContentAs(root.resolve("whole").resolve(file));
        }
        assertThat(root.resolve("parts/.pretraining.safetensors")).doesNotExist();
    }

    @Test
    void stateOfAnotherTrainingIsRefused() {
        Pretraining first = training("other", 1);
        first.run(DType.F32, p -> first.stop());
        Pretraining second = training("other", 2);
        assertThatThrownBy(() -> second.run(DType.F32, p -> {}))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("other settings");
    }

    @Test
    void writtenModelIsJudgedAsTheOneInTraining() {
        TruthScore inTraining = training("judged", 3).run(DType.F32, p -> {}).orElseThrow();
        try (LanguageModel model = LanguageModel.open(root.resolve("judged"), Precision.EXACT)) {
            TruthScore written = Evaluation.of(model, lessons, 48);
            assertThat(written.tokens()).isEqualTo(inTraining.tokens());
            assertThat(written.loss()).isCloseTo(inTraining.loss(), org.assertj.core.data.Offset.offset(1e-4));
            assertThat(written.statements(true)).isEqualTo(inTraining.statements(true));
        }
    }

    @Test
    void halfPrecisionFileIsReadable() throws Exception {
        training("half", 1).run(DType.BF16, p -> {});
        assertThat(Files.readString(root.resolve("half/config.json"))).contains("bfloat16");
        try (LanguageModel model = LanguageModel.open(root.resolve("half"), Precision.EXACT)) {
            assertThat(model.config().vocabulary()).isEqualTo(300);
        }
    }

    @Test
    void windowsBeginWithDocumentsAndWeighPlaces() {
        Path folder = root.resolve("windows");
        TokenizerTraining.run(lessons, folder, 30_000, 300, 64);
        BytePairs pairs = TokenizerFiles.read(folder);
        LessonWindows windows = new LessonWindows(lessons, pairs, Split.TRAIN, 64);
        LessonWindows.Batch batch = windows.batch(7, Stage.ALL, 5, 3);
        for (int w = 0; w < 5; w++) {
            assertThat(batch.ids()[w * 65]).isEqualTo(BytePairs.START_ID);
        }
        int heavy = 0;
        for (float weight : batch.weights()) {
            heavy += weight == 3 ? 1 : 0;
        }
        assertThat(heavy).isEqualTo(batch.answers().size()).isPositive();
        assertThat(windows.batch(7, Stage.ALL, 5, 3).ids()).isEqualTo(batch.ids());
    }
}
