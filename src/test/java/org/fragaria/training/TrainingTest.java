package org.fragaria.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.fragaria.corpus.Corpus;
import org.fragaria.dictionary.Architecture;
import org.fragaria.dictionary.Dictionary;
import org.fragaria.dictionary.StoredAs;
import org.fragaria.model.Address;
import org.fragaria.model.LanguageModel;
import org.fragaria.problem.ConflictException;
import org.fragaria.problem.InvalidException;
import org.fragaria.torch.Precision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** Whole trainings on a tiny random model. */
class TrainingTest {

    private static final Address ADDRESS = Address.parse("resid_post.1");

    @TempDir
    Path folder = Path.of(".");

    private LanguageModel model;
    private Corpus corpus;

    @BeforeEach
    void open() throws IOException {
        model = LanguageModel.open(Path.of("src/test/resources/model/llama-tiny"), Precision.EXACT);
        Random random = new Random(1);
        StringBuilder text = new StringBuilder("[\"the end\"");
        for (int d = 0; d < 60; d++) {
            text.append(",\"");
            for (int w = 0; w < 40; w++) {
                text.append((char) ('a' + random.nextInt(26))).append(w % 5 == 4 ? " " : "");
            }
            text.append('"');
        }
        corpus = Corpus.open(List.of(Files.writeString(folder.resolve("text.json"), text + "]")));
    }

    @AfterEach
    void close() {
        model.close();
    }

    private static TrainingSettings settings(Architecture architecture, long seed) {
        return new TrainingSettings(architecture, 64, 4, 64 * 300, 64, 0.005, 32, false, seed);
    }

    @ParameterizedTest
    @EnumSource(
            value = Architecture.class,
            names = {"TOPK", "STANDARD", "JUMPRELU"})
    void errorFallsAndTheResultIsADictionary(Architecture architecture) {
        Path out = folder.resolve("out");
        List<TrainingProgress> heard = new ArrayList<>();
        HeldOutFit fit = new Training(model, ADDRESS, corpus, settings(architecture, 0), out)
                .run(heard::add)
                .orElseThrow();

        assertThat(heard.getLast().step()).isEqualTo(300);
        assertThat(heard.getLast().tokens()).isEqualTo(64 * 300);
        assertThat(heard.getLast().fvu()).isLessThan(0.8);
        assertThat(fit.fvu()).isBetween(0.01, 0.9);
        assertThat(fit.l0()).isBetween(1.0, 16.0);
        assertThat(out.resolve(".training")).doesNotExist();
        try (Dictionary dictionary = Dictionary.open(out)) {
            assertThat(dictionary.config().architecture()).isEqualTo(architecture);
            assertThat(dictionary.config().address()).isEqualTo(ADDRESS);
            assertThat(dictionary.config().modelName()).contains("llama-tiny");
            assertThat(dictionary.decoderNorm(7)).isCloseTo(1, within(1e-5f));
        }
    }

    @Test
    void sameSeedGivesTheSameBytesAndAnotherSeedOthers() throws IOException {
        byte[] first = train("first", 1);
        assertThat(Arrays.equals(train("second", 1), first)).isTrue();
        assertThat(Arrays.equals(train("third", 2), first)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(
            value = Architecture.class,
            names = {"TOPK", "STANDARD", "JUMPRELU"})
    void interruptedTrainingEndsInTheSameBytes(Architecture architecture) throws IOException {
        Path whole = folder.resolve("whole");
        new Training(model, ADDRESS, corpus, settings(architecture, 3), whole).run(p -> {});
        Path torn = folder.resolve("torn");
        int runs = 1;
        while (runAndStopAfter(architecture, torn, 3).isEmpty()) {
            assertThat(torn.resolve("cfg.json")).doesNotExist();
            assertThat(torn.resolve(".training/state.safetensors")).exists();
            runs++;
        }
        assertThat(runs).isEqualTo(5);
        assertThat(Arrays.equals(weights(torn), weights(whole))).isTrue();
        assertThat(torn.resolve(".training")).doesNotExist();
    }

    @Test
    void nestedWholeBatchTrainingEndsInTheSameBytesAndIsReadBackFromFloat16() throws IOException {
        TrainingSettings settings = new TrainingSettings(
                Architecture.TOPK,
                64,
                4,
                64 * 300,
                64,
                0.005,
                32,
                false,
                true,
                new Levels(List.of(8, 24), List.of(1, 1, 2), List.of(8, 3)),
                StoredAs.FLOAT16,
                3);
        Path whole = folder.resolve("whole");
        HeldOutFit fit = new Training(model, ADDRESS, corpus, settings, whole)
                .run(p -> {})
                .orElseThrow();
        Path torn = folder.resolve("torn");
        int runs = 1;
        while (runAndStopAfter(settings, torn, 3).isEmpty()) {
            runs++;
        }
        assertThat(runs).isEqualTo(5);
        assertThat(Arrays.equals(weights(torn), weights(whole))).isTrue();
        assertThat(fit.fvu()).isBetween(0.01, 0.9);
        assertThat(fit.l0()).isBetween(2.0, 8.0);
        assertThat(fit.loss().spliced()).isPositive().isFinite();
        assertThat(Files.readString(whole.resolve("cfg.json"))).contains("\"float16\"", "\"loss_recovered\"");
        try (Dictionary dictionary = Dictionary.open(whole)) {
            assertThat(dictionary.config().architecture()).isEqualTo(Architecture.JUMPRELU);
            assertThat(dictionary.decoderNorm(7)).isCloseTo(1, within(1e-3f));
        }
    }

    private Optional<HeldOutFit> runAndStopAfter(Architecture architecture, Path out, int reports) {
        return runAndStopAfter(settings(architecture, 3), out, reports);
    }

    private Optional<HeldOutFit> runAndStopAfter(TrainingSettings settings, Path out, int reports) {
        Training training = new Training(model, ADDRESS, corpus, settings, out);
        int[] heard = {0};
        return training.run(p -> {
            if (++heard[0] == reports) {
                training.stop();
            }
        });
    }

    @Test
    void unfinishedTrainingWithOtherSettingsIsNotOverwritten() {
        Path out = folder.resolve("out");
        runAndStopAfter(Architecture.TOPK, out, 1);
        Training other = new Training(model, ADDRESS, corpus, settings(Architecture.TOPK, 9), out);
        assertThatThrownBy(() -> other.run(p -> {}))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("unfinished training with other settings")
                .hasMessageContaining("\"seed\":9");
        assertThat(out.resolve(".training/state.safetensors")).exists();
    }

    /** Killed while it wrote the result. */
    @Test
    void tornResultIsWrittenAgain() throws IOException {
        byte[] whole = train("whole", 3);
        Path torn = folder.resolve("torn");
        runAndStopAfter(Architecture.TOPK, torn, 1);
        Path aside = Files.createDirectories(torn.resolve(".training/dictionary"));
        Files.writeString(aside.resolve("cfg.json"), "{}");
        Files.writeString(torn.resolve("sae_weights.safetensors"), "half");
        assertThat(Arrays.equals(train("torn", 3), whole)).isTrue();
    }

    /** Killed after it wrote the result, before the checkpoint was gone. */
    @Test
    void wholeResultBesideItsCheckpointIsFinished() throws IOException {
        Path out = folder.resolve("out");
        runAndStopAfter(Architecture.TOPK, out, 1);
        Path state = out.resolve(".training/state.safetensors");
        byte[] checkpoint = Files.readAllBytes(state);
        HeldOutFit fit = runAndStopAfter(Architecture.TOPK, out, 1000).orElseThrow();
        byte[] whole = weights(out);
        Files.createDirectories(state.getParent().resolve("dictionary"));
        Files.write(state, checkpoint);
        assertThat(runAndStopAfter(Architecture.TOPK, out, 1000)).contains(fit);
        assertThat(out.resolve(".training")).doesNotExist();
        assertThat(weights(out)).isEqualTo(whole);
    }

    @Test
    void finishedDictionaryIsNotOverwritten() throws IOException {
        train("out", 1);
        assertThatThrownBy(() ->
                        new Training(model, ADDRESS, corpus, settings(Architecture.TOPK, 1), folder.resolve("out")))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("holds a dictionary already");
    }

    @Test
    void badInputIsExplained() throws IOException {
        Path out = folder.resolve("out");
        assertThatThrownBy(() -> new TrainingSettings(Architecture.TOPK, 64, 65, 6400, 64, 0.01, 32, false, 0))
                .isInstanceOf(InvalidException.class)
                .hasMessage("Training, k: expected 1 to the number of features (64), found 65.");
        assertThatThrownBy(() -> new TrainingSettings(Architecture.TOPK, 64, 4, 6400, 64, Double.NaN, 32, false, 0))
                .hasMessageContaining("learning rate");
        assertThatThrownBy(() -> new Levels(List.of(8), List.of(1, 1), List.of(16)).requireFit(64, 4))
                .hasMessage("Training, active: expected numbers whose sum is k, 4, found [1, 1].");
        assertThatThrownBy(() -> new Levels(List.of(8), List.of(), List.of(16, 1)))
                .hasMessageContaining("slow: expected 0, or 2 to 256 tokens for each level");
        assertThatThrownBy(() -> new Levels(List.of(8, 8), List.of(), List.of()).requireFit(64, 4))
                .hasMessageContaining("nested: expected ascending numbers");
        TrainingSettings long_ = new TrainingSettings(Architecture.TOPK, 64, 4, 6400, 64, 0.01, 97, false, 0);
        assertThatThrownBy(() -> new Training(model, ADDRESS, corpus, long_, out))
                .hasMessageContaining("context: expected at most 96");
        assertThatThrownBy(() ->
                        new Training(model, Address.parse("resid_post.3"), corpus, settings(Architecture.TOPK, 0), out))
                .isInstanceOf(InvalidException.class)
                .hasMessageContaining("layers 0 to 2");
        Corpus one = Corpus.open(List.of(Files.writeString(folder.resolve("one.json"), "[\"just one\"]")));
        assertThatThrownBy(() -> new Training(model, ADDRESS, one, settings(Architecture.TOPK, 0), out))
                .hasMessageContaining("expected at least two");
        Corpus brief = Corpus.open(List.of(Files.writeString(folder.resolve("brief.json"), "[\"a\",\"b\",\"c\"]")));
        assertThatThrownBy(() -> new Training(model, ADDRESS, brief, settings(Architecture.TOPK, 0), out).run(p -> {}))
                .isInstanceOf(InvalidException.class);
        assertThat(out).doesNotExist();
    }

    private byte[] train(String name, long seed) throws IOException {
        Path out = folder.resolve(name);
        new Training(model, ADDRESS, corpus, settings(Architecture.TOPK, seed), out).run(p -> {});
        return weights(out);
    }

    private static byte[] weights(Path out) throws IOException {
        return Files.readAllBytes(out.resolve("sae_weights.safetensors"));
    }
}
