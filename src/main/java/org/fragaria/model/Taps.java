package org.fragaria.model;

import ai.djl.ndarray.NDArray;

/**
 * What looks at, or changes, tensors during a forward pass. Called at every hook point in the order of the pass.
 */
public interface Taps {

    /** Looks at nothing. */
    Taps NONE = (point, layer, tensor) -> tensor;

    /**
     * Called with the tensor at a hook point.
     *
     * @param tensor float32 {@code [row, position, width]}; not to be changed in place, and closed by the pass: copy it
     *     to keep it
     * @return the tensor that the pass goes on with: the same, or another one of the same shape in the same manager
     */
    NDArray at(HookPoint point, int layer, NDArray tensor);

    /** The last layer whose tensors are of interest; the pass may stop after it. */
    default int lastLayer() {
        return Integer.MAX_VALUE;
    }
}
