package org.fragaria.engine;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

import org.fragaria.model.Address;
import org.fragaria.model.HookPoint;
import org.fragaria.model.LanguageModel;
import org.fragaria.model.Step;
import org.fragaria.model.Taps;

/**
 * Runs windows of tokens through a model once and hands out the tensors at several addresses; the pass stops as soon as
 * all are known. Safe for any thread.
 */
public final class ActivationsReader {

    private final LanguageModel model;
    private final Set<Address> addresses;
    private final int lastLayer;

    /**
     * Reads at addresses.
     *
     * @throws org.fragaria.problem.InvalidException if the model lacks one of them
     */
    public ActivationsReader(LanguageModel model, Collection<Address> addresses) {
        addresses.forEach(model.config()::require);
        this.model = model;
        this.addresses = Set.copyOf(addresses);
        lastLayer = addresses.stream().mapToInt(ActivationsReader::layer).max().orElse(-1);
    }

    private static int layer(Address address) {
        return switch (address.point()) {
            case EMBED -> -1;
            case FINAL_NORM -> Integer.MAX_VALUE;
            default -> address.layer();
        };
    }

    /**
     * The tensors for some windows.
     *
     * @param manager owns the result
     * @param windows token ids, {@code [window][position]}, all of one length
     * @return by address, float32 {@code [window · position, width]}
     */
    public Map<Address, NDArray> read(NDManager manager, int[][] windows) {
        try (NDManager scratch = manager.newSubManager()) {
            Keep keep = new Keep();
            model.run(Step.windows(scratch, windows), keep);
            if (!keep.kept.keySet().equals(addresses)) {
                throw new IllegalStateException("The forward pass tapped " + keep.kept.keySet() + ", not " + addresses);
            }
            keep.kept.values().forEach(kept -> kept.attach(manager));
            return keep.kept;
        }
    }

    private final class Keep implements Taps {
        private final Map<Address, NDArray> kept = new LinkedHashMap<>();

        @Override
        public NDArray at(HookPoint point, int layer, NDArray tensor) {
            Address here = new Address(point, layer);
            if (addresses.contains(here)) {
                NDArray flat = tensor.reshape(-1, tensor.getShape().get(2));
                // Out of the block's manager, which closes before the pass returns.
                flat.attach(model.manager());
                kept.put(here, flat);
            }
            return tensor;
        }

        @Override
        public int lastLayer() {
            return lastLayer;
        }
    }
}
