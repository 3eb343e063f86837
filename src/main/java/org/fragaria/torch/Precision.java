package org.fragaria.torch;

/**
 * How a model's weights are multiplied. Activations, the residual stream, norms, logits and dictionaries are float32
 * either way.
 */
public enum Precision {
    /** Float32 weights: what parity tests, {@code trace} and {@code check} use. */
    EXACT,
    /**
     * 16-bit weights, packed once: half the memory traffic, which bounds decoding. Logits differ from {@link #EXACT} by
     * rounding of the weights ({@code ./fragaria bench engine} prints by how much).
     */
    FAST
}
