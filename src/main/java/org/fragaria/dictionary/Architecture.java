package org.fragaria.dictionary;

import java.util.Locale;

/**
 * How pre-activations {@code pre = x · W_enc + b_enc} become activations. Constants in lower case are SAELens's names.
 * Batch-top-k and Matryoshka dictionaries are saved as jumprelu.
 */
public enum Architecture {
    /** {@code max(pre, 0)}. */
    STANDARD,
    /** The k largest of a position's {@code pre}, then {@code max(., 0)}: fewer than k where some are negative. */
    TOPK,
    /**
     * The features, cut into k groups of neighbours: of each group the largest {@code pre}, then {@code max(., 0)}. Source:
     * EleutherAI/sparsify, {@code sparsify/fused_encoder.py}.
     */
    GROUPMAX,
    /** {@code max(pre, 0)} where {@code pre > threshold}, strictly; else 0. */
    JUMPRELU,
    /**
     * {@code max(x · (W_enc · exp(r_mag)) + b_mag, 0)} where {@code x · W_enc + b_gate > 0}; else 0. Source: Rajamanoharan
     * et al., Improving Dictionary Learning with Gated Sparse Autoencoders, 2024.
     */
    GATED;

    /** Whether k features compete, so that no activation can be computed without all others. */
    boolean competes() {
        return this == TOPK || this == GROUPMAX;
    }

    /** The name in files: SAELens's where it has one. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
