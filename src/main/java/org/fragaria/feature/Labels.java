package org.fragaria.feature;

import java.util.List;
import java.util.Optional;

import org.fragaria.feature.Shelf.SourceAddress;
import org.fragaria.measure.MeasuredFeature;

/**
 * What features are called. Asked on hot pages, so an implementation answers from memory or from the index and never
 * waits for the database. Safe for any number of threads.
 */
public interface Labels {

    /** The label to show where there is room for one; empty if nobody says anything. */
    Optional<Label> best(OpenSource open, FeatureStore.Row row);

    /** All labels of a feature, best first. */
    List<Label> of(OpenSource open, MeasuredFeature feature);

    /**
     * Another number whenever {@link #best} or {@link #of} says something else than before of any feature of a source:
     * the page of a feature names its neighbours, too. Part of the key of pages that are kept.
     */
    long stamp(SourceAddress source);

    /** Another number whenever the stamp of any source is another one. */
    long stamp();

    /** How many features of a source have a label that somebody or some language model wrote, or that came with it. */
    int labelled(SourceAddress source);
}
