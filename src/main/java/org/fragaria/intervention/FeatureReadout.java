package org.fragaria.intervention;

import org.fragaria.dictionary.FeatureDirection;

/** A feature of a dictionary, read. */
record FeatureReadout(FeatureDirection feature) implements Readout {

    @Override
    public float[] activations(float[] h, int n) {
        return feature.activations(h, n);
    }

    @Override
    public float[] scales(float[] h, int n) {
        return feature.outputScales(h, n);
    }

    @Override
    public boolean rescales() {
        return feature.rescales();
    }
}
