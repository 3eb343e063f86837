package org.fragaria.truth;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;

import org.fragaria.model.Address;
import org.fragaria.model.HookPoint;
import org.fragaria.model.LanguageModel;
import org.fragaria.torch.Precision;
import org.fragaria.torch.Torch;
import org.fragaria.truth.TruthReport.Change;
import org.fragaria.village.Concept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class MeansTest {

    private static final List<Concept> CONCEPTS = List.of(new Concept("place", "a place", Concept.Level.CLASS));

    @Test
    void sharesZeroAndOneAreTheTwoMeans() {
        Torch.inferenceThread();
        try (LanguageModel model =
                LanguageModel.open(Path.of("src/test/resources/model/llama-tiny"), Precision.EXACT)) {
            LabelledTexts texts = LabelledTexts.read(TruthRunTest::document, 0, 500, model, CONCEPTS);
            Means means = new Means(model, texts, 0);
            int d = model.config().dModel();
            assertThat(means.layers()).isEqualTo(model.config().layers());
            float[] x = texts.activations(model, new Address(HookPoint.RESID_POST, 1));
            for (int share : new int[] {0, 1}) {
                Change change = means.set(2, share).get(1);
                float[] w = Objects.requireNonNull(change.vector());
                assertThat(change.source()).isEqualTo("resid_post.1");
                assertThat(change.strength())
                        .as("share " + share)
                        .isCloseTo(meanCoordinate(x, w, texts.labels(), share == 1, d), within(1e-4));
            }
        }
    }

    @Test
    void theControlAddsAsMuch() {
        Torch.inferenceThread();
        try (LanguageModel model =
                LanguageModel.open(Path.of("src/test/resources/model/llama-tiny"), Precision.EXACT)) {
            Means means = new Means(model, LabelledTexts.read(TruthRunTest::document, 0, 500, model, CONCEPTS), 0);
            List<Change> set = means.set(2, 1.5);
            List<Change> control = means.control(2, 1.5, new SplittableRandom(1));
            for (int block = 0; block < 2; block++) {
                Change random = control.get(block);
                assertThat(random.strength() * length(Objects.requireNonNull(random.vector())))
                        .isCloseTo(
                                1.5
                                        * length(Objects.requireNonNull(
                                                set.get(block).vector())),
                                within(1e-4));
            }
        }
    }

    /** Mean of {@code x·w / w·w} over the rows that have the concept, or have not. */
    private static double meanCoordinate(float[] x, float[] w, int[][] labels, boolean having, int d) {
        double sum = 0;
        int n = 0;
        double square = Math.pow(length(w), 2);
        for (int row = 0; row < labels.length; row++) {
            if ((Arrays.binarySearch(labels[row], 0) >= 0) == having) {
                for (int i = 0; i < d; i++) {
                    sum += x[row * d + i] * (double) w[i] / square;
                }
                n++;
            }
        }
        return sum / n;
    }

    private static double length(float[] w) {
        double square = 0;
        for (float v : w) {
            square += (double) v * v;
        }
        return Math.sqrt(square);
    }
}
