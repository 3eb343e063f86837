package org.fragaria.model;

import java.util.List;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

import org.fragaria.torch.Linear;

/**
 * An MLP: {@code down(act(up(x)))}, or {@code down(act(gate(x)) · up(x))} where it is gated.
 *
 * @param gate null where there is none
 */
record Mlp(@Nullable Linear gate, Linear up, Linear down, Activation activation) {

    /** The hidden activations, {@code [b, t, dMlp]}: what {@code down} reads. */
    NDArray hidden(NDArray read) {
        return gate == null ? activation.apply(up.apply(read)) : activation.gate(gate.apply(read), up.apply(read));
    }

    List<Linear> layers() {
        return gate == null ? List.of(up, down) : List.of(gate, up, down);
    }
}
