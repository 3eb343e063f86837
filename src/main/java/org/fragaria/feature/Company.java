package org.fragaria.feature;

import java.util.List;

import org.fragaria.measure.MeasuredFeature;
import org.fragaria.measure.MeasuredFeature.Companion;
import org.fragaria.measure.MeasuredFeature.Together;

/**
 * Features of the same source that fire on the same tokens.
 *
 * @param tokens tokens on which this was counted
 * @param others the features, by falling overlap
 */
public record Company(long tokens, List<Other> others) {

    /**
     * One of them.
     *
     * @param overlap of the tokens on which either fires, the share on which both do, 0..1
     * @param share of the tokens on which this feature fires, the share on which the other one does too, 0..1
     * @param lift how many times as often they meet as by chance
     * @param both tokens on which both fire
     */
    public record Other(Named feature, double overlap, double share, double lift, long both) {}

    static Company of(MeasuredFeature feature, OpenSource open, Labels labels) {
        Together together = feature.together();
        return new Company(
                together.tokens(),
                together.companions().stream()
                        .map(other -> other(together, other, open, labels))
                        .toList());
    }

    private static Other other(Together together, Companion other, OpenSource open, Labels labels) {
        return new Other(
                Named.of(other.feature(), open, labels),
                together.overlap(other),
                (double) other.both() / together.active(),
                together.lift(other),
                other.both());
    }
}
