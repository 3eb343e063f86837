package org.fragaria.model;

import java.util.List;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

import org.fragaria.torch.Linear;
import org.fragaria.torch.TorchOps;

/**
 * The forward pass of every family over loaded weights: embedding, blocks, final norm, unembedding. Owns the packed
 * layers of its parts.
 *
 * @param last the final norm
 * @param logitCap bound of the logits (see {@link TorchOps#softCap}); 0 for none
 */
record Transformer(Embedding embedding, List<Block> blocks, Norm last, Linear unembedding, double logitCap)
        implements AutoCloseable {

    /**
     * Runs the pass, or its beginning where the taps need no more.
     *
     * @return the final norm's output {@code [row, position, dModel]} in the step's manager; after an early stop, the
     *     residual stream where it stopped
     */
    NDArray run(Step step, Taps taps) {
        NDManager outer = step.manager();
        NDArray h = embedding.apply(step, taps);
        for (int layer = 0; layer < blocks.size(); layer++) {
            if (layer > taps.lastLayer()) {
                return h;
            }
            // The tensors of a block are freed when it ends: twelve blocks at once would need gigabytes.
            try (NDManager inner = outer.newSubManager()) {
                h.attach(inner);
                h = taps.at(HookPoint.RESID_PRE, layer, h);
                h = taps.at(HookPoint.RESID_POST, layer, blocks.get(layer).run(layer, h, step, taps));
                h.attach(outer);
            }
        }
        return blocks.size() > taps.lastLayer() ? h : taps.at(HookPoint.FINAL_NORM, 0, last.apply(h));
    }

    /** Logits {@code [.., vocabulary]} of the final norm's output {@code [.., dModel]}. */
    NDArray logits(NDArray normed) {
        NDArray free = unembedding.apply(normed);
        return logitCap == 0 ? free : TorchOps.softCap(free, logitCap);
    }

    /**
     * Direct effect of directions {@code [n, dModel]} in the residual stream on the logits before a soft-cap, {@code [n,
     * vocabulary]}.
     */
    NDArray logitEffect(NDArray directions) {
        NDArray seen = last.centres() ? directions.sub(directions.mean(new int[] {1}, true)) : directions;
        return TorchOps.linear(seen.mul(last.gain()), unembedding.weight());
    }

    /** Frees packed weights. */
    @Override
    public void close() {
        blocks.forEach(b -> b.layers().forEach(Linear::close));
        unembedding.close();
    }
}
