package org.fragaria.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.jspecify.annotations.Nullable;

import org.fragaria.model.Address;
import org.fragaria.model.HookPoint;
import org.fragaria.model.LanguageModel;
import org.fragaria.model.Step;
import org.fragaria.model.Taps;

/**
 * Runs windows of tokens through a model and hands out the tensor at one address; the pass stops as soon as it is
 * known. Safe for any thread.
 */
public final class ActivationReader {

    private final LanguageModel model;
    private final Address address;

    /**
     * Reads at an address.
     *
     * @throws org.fragaria.problem.InvalidException if the model has no such layer
     */
    public ActivationReader(LanguageModel model, Address address) {
        model.config().require(address);
        this.model = model;
        this.address = address;
    }

    /** Width of what is read. */
    public int width() {
        return model.config().width(address.point());
    }

    /**
     * The tensor at the address for some windows.
     *
     * @param manager owns the result
     * @param windows token ids, {@code [window][position]}, all of one length
     * @return float32 {@code [window · position, width]}
     */
    public NDArray read(NDManager manager, int[][] windows) {
        try (NDManager scratch = manager.newSubManager()) {
            Keep keep = new Keep();
            model.run(Step.windows(scratch, windows), keep);
            NDArray kept = keep.kept;
            if (kept == null) {
                throw new IllegalStateException("The forward pass did not tap " + address);
            }
            kept.attach(manager);
            return kept;
        }
    }

    private final class Keep implements Taps {
        private @Nullable NDArray kept;

        @Override
        public NDArray at(HookPoint point, int layer, NDArray tensor) {
            if (point == address.point() && layer == address.layer()) {
                NDArray flat = tensor.reshape(-1, tensor.getShape().get(2));
                // Out of the block's manager, which closes before the pass returns.
                flat.attach(model.manager());
                kept = flat;
            }
            return tensor;
        }

        @Override
        public int lastLayer() {
            return switch (address.point()) {
                case EMBED -> -1;
                case FINAL_NORM -> Integer.MAX_VALUE;
                default -> address.layer();
            };
        }
    }
}
