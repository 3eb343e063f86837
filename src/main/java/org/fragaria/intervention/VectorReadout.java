package org.fragaria.intervention;

import java.util.Arrays;

import org.fragaria.model.Address;
import org.fragaria.problem.InvalidException;

/**
 * The coordinate of the tensor along a direction {@code w}: {@code h·w / w·w}, in double precision. Adding
 * {@code (t − coordinate) · w} makes it {@code t} and leaves everything at right angles to {@code w} as it is.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record VectorReadout(float[] direction, double square) implements Readout {

    static VectorReadout of(Address address, float[] direction) {
        double square = 0;
        for (float v : direction) {
            square += (double) v * v;
        }
        if (!(square > 0)) {
            throw new InvalidException("Intervention at " + address
                    + ": the vector has length 0, so nothing can be read along it. Give a direction.");
        }
        return new VectorReadout(direction, square);
    }

    @Override
    public float[] activations(float[] h, int n) {
        float[] found = new float[n];
        for (int t = 0; t < n; t++) {
            double dot = 0;
            for (int i = 0; i < direction.length; i++) {
                dot += (double) h[t * direction.length + i] * direction[i];
            }
            found[t] = (float) (dot / square);
        }
        return found;
    }

    @Override
    public float[] scales(float[] h, int n) {
        float[] ones = new float[n];
        Arrays.fill(ones, 1);
        return ones;
    }

    @Override
    public boolean rescales() {
        return false;
    }
}
