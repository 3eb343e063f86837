package org.fragaria.intervention;

/** Reads one feature off the tensor at its address. Safe for any thread. */
public interface Readout {

    /**
     * Activations of the feature.
     *
     * @param h the tensor at the address, {@code [n · width]} float32, row after row
     * @param n number of positions
     * @return activation at each position, {@code [n]}, in the dictionary's own scale
     */
    float[] activations(float[] h, int n);

    /**
     * What a unit of activation is worth at each position, in units of the direction; not 1 only where the dictionary
     * normalises its input at run time.
     *
     * @param h as in {@link #activations}
     * @return {@code [n]}
     */
    float[] scales(float[] h, int n);

    /** Whether {@link #scales} must be asked; if not, they are all 1. */
    default boolean rescales() {
        return true;
    }
}
