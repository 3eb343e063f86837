package org.fragaria.compare;

import org.fragaria.feature.OpenSource;
import org.fragaria.measure.SourceManifest;

/**
 * One of two sources.
 *
 * @param address where its dictionary reads
 * @param architecture of its dictionary
 * @param size number of features, dead ones included
 * @param figures what came out over the whole corpus
 */
public record SourceSide(
        String model, String source, String address, String architecture, int size, SourceManifest.Figures figures) {

    static SourceSide of(OpenSource open) {
        SourceManifest manifest = open.manifest();
        return new SourceSide(
                manifest.model(),
                manifest.source(),
                manifest.dictionaryFacts().address().toString(),
                manifest.dictionaryFacts().architecture(),
                open.features().size(),
                manifest.figures());
    }

    /** Path of its page. */
    public String path() {
        return "/" + model + "/" + source;
    }
}
