package org.fragaria.model;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

import org.fragaria.torch.TorchOps;

/**
 * A norm over the residual stream's width: layer norm if it has a bias, else RMS norm.
 *
 * @param gain {@code [dModel]}, the factor really applied ({@code 1 + w} where a family stores {@code w})
 * @param bias {@code [dModel]}, or null for RMS norm
 * @param eps added to the variance, or to the mean square
 */
record Norm(NDArray gain, @Nullable NDArray bias, double eps) {

    NDArray apply(NDArray x) {
        return bias == null ? TorchOps.rmsNorm(x, gain, eps) : TorchOps.layerNorm(x, gain, bias, eps);
    }

    /** Whether it removes the mean. */
    boolean centres() {
        return bias != null;
    }
}
