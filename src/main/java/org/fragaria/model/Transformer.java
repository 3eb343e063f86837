package org.fragaria.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

import org.fragaria.torch.Linear;
import org.fragaria.torch.TorchOps;

/**
 * A family's forward pass over loaded weights. Subclasses say what happens before, in and after the blocks; the walk
 * over the blocks, its memory and the taps at block borders are the same for all.
 */
abstract class Transformer implements AutoCloseable {

    private final ModelConfig shape;

    Transformer(ModelConfig shape) {
        this.shape = shape;
    }

    /** The residual stream before the first block, {@code [row, position, dModel]}, in the step's manager. */
    abstract NDArray embed(Step step, Taps taps);

    /** One block: from {@code resid_pre} to {@code resid_post} (untapped), in the manager of {@code h}. */
    abstract NDArray block(int layer, NDArray h, Step step, Taps taps);

    /** The final norm. */
    abstract NDArray norm(NDArray h);

    /** The unembedding. */
    abstract Linear unembedding();

    /** The gain of the final norm, {@code [dModel]}. */
    abstract NDArray normGain();

    /** Whether the final norm removes the mean (layer norm) or not (RMS norm). */
    abstract boolean normCentres();

    /**
     * Runs the pass, or its beginning where the taps need no more.
     *
     * @return the final norm's output {@code [row, position, dModel]} in the step's manager; after an early stop, the
     *     residual stream where it stopped
     */
    NDArray run(Step step, Taps taps) {
        NDManager outer = step.manager();
        NDArray h = embed(step, taps);
        for (int layer = 0; layer < shape.layers(); layer++) {
            if (layer > taps.lastLayer()) {
                return h;
            }
            // The tensors of a block are freed when it ends: twelve blocks at once would need gigabytes.
            try (NDManager inner = outer.newSubManager()) {
                h.attach(inner);
                h = taps.at(HookPoint.RESID_PRE, layer, h);
                h = taps.at(HookPoint.RESID_POST, layer, block(layer, h, step, taps));
                h.attach(outer);
            }
        }
        return shape.layers() > taps.lastLayer() ? h : taps.at(HookPoint.FINAL_NORM, 0, norm(h));
    }

    /** Frees packed weights. */
    @Override
    public abstract void close();

    /** Direct effect of directions {@code [n, dModel]} in the residual stream on the logits, {@code [n, vocabulary]}. */
    NDArray logitEffect(NDArray directions) {
        NDArray seen = normCentres() ? directions.sub(directions.mean(new int[] {1}, true)) : directions;
        return TorchOps.linear(seen.mul(normGain()), unembedding().weight());
    }
}
