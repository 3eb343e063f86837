package org.fragaria.truth;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;

import org.fragaria.truth.TruthReport.Rate;
import org.fragaria.truth.TruthReport.Score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

class FeatureScoresTest {

    private static final int ROWS = 4000;
    private static final int FEATURES = 20;
    private static final int CONCEPTS = 3;

    @Test
    void theBestFeatureIsThatOfASlowSearch() {
        SplittableRandom random = new SplittableRandom(3);
        float[][] dense = new float[ROWS][FEATURES];
        int[][] labels = new int[ROWS][];
        for (int row = 0; row < ROWS; row++) {
            List<Integer> concepts = new ArrayList<>();
            for (int c = 0; c < CONCEPTS; c++) {
                boolean has = random.nextDouble() < 0.1 * (c + 1);
                if (has) {
                    concepts.add(c);
                }
                // feature 5 + c fires weakly on much and strongly on the concept
                dense[row][5 + c] = (float) Math.max(0, random.nextGaussian() * 0.3 + (has ? 2 : 0));
            }
            for (int f = 10; f < FEATURES; f++) {
                dense[row][f] = (float) Math.max(0, random.nextGaussian() - 1);
            }
            labels[row] = concepts.stream().mapToInt(i -> i).toArray();
        }
        FeatureScores.Labelled all = new FeatureScores.Labelled(sparse(dense), labels);
        List<Score> scores = FeatureScores.of("s", FEATURES, CONCEPTS, all, all);
        for (int c = 0; c < CONCEPTS; c++) {
            assertThat(scores.get(c).index()).isEqualTo(5 + c);
            assertThat(scores.get(c).f1()).isCloseTo(slow(dense, labels, c), offset(0.01));
        }
    }

    private static double slow(float[][] dense, int[][] labels, int concept) {
        double best = 0;
        for (int f = 0; f < FEATURES; f++) {
            float[] values = new float[ROWS];
            boolean[] positive = new boolean[ROWS];
            for (int row = 0; row < ROWS; row++) {
                values[row] = dense[row][f];
                positive[row] = Arrays.binarySearch(labels[row], concept) >= 0;
            }
            float threshold = Counts.threshold(values, positive);
            long hits = 0;
            long predicted = 0;
            long actual = 0;
            for (int row = 0; row < ROWS; row++) {
                boolean fires = values[row] >= threshold;
                hits += fires && positive[row] ? 1 : 0;
                predicted += fires ? 1 : 0;
                actual += positive[row] ? 1 : 0;
            }
            best = Math.max(best, Counts.f1(hits, predicted, actual));
        }
        return best;
    }

    private static SparseActivations sparse(float[][] dense) {
        int[] start = new int[ROWS + 1];
        List<Integer> feature = new ArrayList<>();
        List<Float> value = new ArrayList<>();
        for (int row = 0; row < ROWS; row++) {
            for (int f = 0; f < FEATURES; f++) {
                if (dense[row][f] > 0) {
                    feature.add(f);
                    value.add(dense[row][f]);
                }
            }
            start[row + 1] = feature.size();
        }
        float[] values = new float[value.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = value.get(i);
        }
        return new SparseActivations(start, feature.stream().mapToInt(i -> i).toArray(), values);
    }

    @Test
    void wilsonsIntervalIsThatOfTheBook() {
        // 8 of 10: 0.4902 to 0.9433
        Rate rate = Counts.rate(8, 10);
        assertThat(rate.low()).isCloseTo(0.4902, offset(1e-4));
        assertThat(rate.high()).isCloseTo(0.9433, offset(1e-4));
        assertThat(Counts.rate(0, 0).high()).isEqualTo(1);
    }

    @Test
    void whatBreaksOffIsNoSentence() {
        String text = " The dog sleeps. \"Is it so?\" asked Owl.\nThe end. And then";
        assertThat(Written.complete(text)).containsExactly("The dog sleeps.", "\"Is it so?\" asked Owl.", "The end.");
        assertThat(Written.accepted(text, s -> s.startsWith("The"))).containsExactly(2, 3);
        assertThat(Written.endOf("One. Two. Three", 2)).isEqualTo(9);
        assertThat(Written.endOf("One. Two", 2)).isEqualTo(-1);
    }
}
