package org.fragaria.feature;

import org.fragaria.measure.SourceManifest;

/** The three words that name a feature. */
public record FeatureAddress(String model, String source, int index) {

    /** The address of a feature of a source. */
    public static FeatureAddress of(SourceManifest manifest, int index) {
        return new FeatureAddress(manifest.model(), manifest.source(), index);
    }

    /** Path of its page. */
    public String path() {
        return "/" + model + "/" + source + "/" + index;
    }

    @Override
    public String toString() {
        return model + "/" + source + "/" + index;
    }
}
