package org.fragaria.model;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

import org.fragaria.torch.TorchOps;

/**
 * From token ids to the residual stream before the first block.
 *
 * @param tokens {@code [vocabulary, dModel]}
 * @param scale factor of the token embeddings (Gemma's square root of {@code dModel}), float32; 1 for none
 * @param positions learned positions {@code [contextLength, dModel]}, or null
 */
record Embedding(NDArray tokens, float scale, @Nullable NDArray positions) {

    /** {@code [row, position, dModel]} in the step's manager; {@code embed} is tapped before positions are added. */
    NDArray apply(Step step, Taps taps) {
        NDArray rows = TorchOps.rows(step.ids(), tokens);
        NDArray tapped = taps.at(HookPoint.EMBED, 0, scale == 1 ? rows : rows.mul(scale));
        return positions == null ? tapped : tapped.add(TorchOps.rows(step.positions(), positions));
    }
}
