package org.fragaria.explanation;

import java.util.Comparator;
import java.util.List;

import org.fragaria.feature.Label;
import org.fragaria.feature.Label.Score;

/**
 * The stored labels of one feature in order: those that stand above the offline label, and those that readers voted below
 * it. What people wrote comes before what models wrote; among equals votes decide, then scores, then age. Immutable.
 *
 * @param above best first
 * @param below best first
 */
record Standing(List<Label> above, List<Label> below) {

    static final String HUMAN = "human";

    private static final Comparator<Label> ORDER = Comparator.comparing(
                    (Label label) -> !label.method().equals(HUMAN))
            .thenComparing(Comparator.comparingInt(Label::votes).reversed())
            .thenComparing(Comparator.comparingDouble(Standing::predicts).reversed());

    /** From labels in order of age. */
    static Standing of(List<Label> labels) {
        return new Standing(
                labels.stream()
                        .filter(label -> label.votes() >= 0)
                        .sorted(ORDER)
                        .toList(),
                labels.stream().filter(label -> label.votes() < 0).sorted(ORDER).toList());
    }

    /** Mean score, or chance for a label without one. */
    private static double predicts(Label label) {
        return label.scores().stream().mapToDouble(Score::value).average().orElse(0.5);
    }
}
