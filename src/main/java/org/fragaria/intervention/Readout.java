package org.fragaria.intervention;

/** Reads one feature's activation off the tensor at its address. Safe for any thread. */
@FunctionalInterface
public interface Readout {

    /**
     * Activations of the feature.
     *
     * @param h the tensor at the address, {@code [n · width]} float32, row after row
     * @param n number of positions
     * @return activation at each position, {@code [n]}, in the dictionary's own scale
     */
    float[] activations(float[] h, int n);
}
