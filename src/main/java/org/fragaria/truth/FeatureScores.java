package org.fragaria.truth;

import java.util.ArrayList;
import java.util.List;

import org.fragaria.truth.TruthReport.Score;

/**
 * The best single feature of a dictionary for every concept. Feature and threshold are chosen on the selection rows, by
 * histograms of each feature's activation in {@link #BINS} equal steps up to its maximum, all rows and those of each concept; so
 * thresholds are multiples of a step.
 */
final class FeatureScores {

    private static final int BINS = 96;

    private final int concepts;
    private final int dSae;
    private final float[] largest;
    private final int[] all;
    private final int[][] having;
    private final long[] actual;

    private record Choice(int feature, float threshold) {}

    private FeatureScores(SparseActivations select, int[][] labels, int concepts, int dSae) {
        this.concepts = concepts;
        this.dSae = dSae;
        largest = select.largest(dSae);
        all = new int[dSae * BINS];
        having = new int[concepts][dSae * BINS];
        actual = new long[concepts];
        for (int row = 0; row < labels.length; row++) {
            for (int concept : labels[row]) {
                actual[concept]++;
            }
            for (int i = select.start()[row]; i < select.start()[row + 1]; i++) {
                int feature = select.feature()[i];
                int bin = feature * BINS + bin(select.value()[i], largest[feature]);
                all[bin]++;
                for (int concept : labels[row]) {
                    having[concept][bin]++;
                }
            }
        }
    }

    private static int bin(float value, float largest) {
        return Math.min(BINS - 1, (int) (value * (double) BINS / largest));
    }

    /** A threshold at the beginning of a bin: activations &gt; 0 of at least this much are predicted. */
    private static float begin(int bin, float largest) {
        return (float) (bin * (double) largest / BINS);
    }

    /**
     * Scores the best feature of each concept.
     *
     * @param source the dictionary's id
     * @param select activations and labels on which to choose
     * @param test on which to score
     */
    static List<Score> of(String source, int dSae, int concepts, Labelled select, Labelled test) {
        FeatureScores scores = new FeatureScores(select.activations(), select.labels(), concepts, dSae);
        List<Choice> choices = new ArrayList<>();
        for (int concept = 0; concept < concepts; concept++) {
            choices.add(scores.choose(concept));
        }
        return score(source, choices, dSae, test);
    }

    /** Activations with the concepts of their rows, {@code [row][]}. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Labelled(SparseActivations activations, int[][] labels) {}

    private Choice choose(int concept) {
        double best = -1;
        Choice choice = new Choice(0, largest[0]);
        for (int feature = 0; feature < dSae; feature++) {
            long predicted = 0;
            long hits = 0;
            for (int bin = BINS - 1; bin >= 0; bin--) {
                int at = feature * BINS + bin;
                predicted += all[at];
                hits += having[concept][at];
                double f1 = all[at] == 0 ? 0 : Counts.f1(hits, predicted, actual[concept]);
                if (f1 > best) {
                    best = f1;
                    choice = new Choice(feature, begin(bin, largest[feature]));
                }
            }
        }
        return choice;
    }

    private static List<Score> score(String source, List<Choice> choices, int dSae, Labelled test) {
        List<List<Integer>> chosenFor = new ArrayList<>();
        for (int feature = 0; feature < dSae; feature++) {
            chosenFor.add(new ArrayList<>());
        }
        for (int concept = 0; concept < choices.size(); concept++) {
            chosenFor.get(choices.get(concept).feature()).add(concept);
        }
        long[] predicted = new long[choices.size()];
        long[] hits = new long[choices.size()];
        long[] actual = new long[choices.size()];
        SparseActivations activations = test.activations();
        for (int row = 0; row < activations.rows(); row++) {
            int[] labels = test.labels()[row];
            for (int concept : labels) {
                actual[concept]++;
            }
            for (int i = activations.start()[row]; i < activations.start()[row + 1]; i++) {
                for (int concept : chosenFor.get(activations.feature()[i])) {
                    if (activations.value()[i] >= choices.get(concept).threshold()) {
                        predicted[concept]++;
                        hits[concept] += java.util.Arrays.binarySearch(labels, concept) >= 0 ? 1 : 0;
                    }
                }
            }
        }
        List<Score> found = new ArrayList<>();
        for (int concept = 0; concept < choices.size(); concept++) {
            Choice choice = choices.get(concept);
            found.add(Counts.score(
                    source, choice.feature(), choice.threshold(), hits[concept], predicted[concept], actual[concept]));
        }
        return found;
    }
}
