package org.fragaria.feature;

import java.util.List;
import java.util.function.IntPredicate;

import org.fragaria.feature.FeatureStore.Sort;

/**
 * What a feature must be to stand in a table, beyond what a query says itself.
 *
 * @param bounds ranges of columns, all of which hold
 * @param only asked last, for features that pass everything else, since it may be slow
 */
public record TableFilter(List<Bound> bounds, IntPredicate only) {

    /** Lets everything through. */
    public static final TableFilter ANY = new TableFilter(List.of(), feature -> true);

    /**
     * A range of a column; a feature without a value in it does not pass.
     *
     * @param least inclusive
     * @param most inclusive
     */
    public record Bound(Sort column, double least, double most) {

        boolean holds(double value) {
            return value >= least && value <= most;
        }
    }
}
