package org.fragaria.engine;

import java.util.List;
import java.util.Objects;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

import org.fragaria.model.Address;
import org.fragaria.model.LanguageModel;

/**
 * Runs windows of tokens through a model and hands out the tensor at one address; the pass stops as soon as it is
 * known. Safe for any thread. Several addresses at once: {@link ActivationsReader}.
 */
public final class ActivationReader {

    private final LanguageModel model;
    private final Address address;
    private final ActivationsReader reader;

    /**
     * Reads at an address.
     *
     * @throws org.fragaria.problem.InvalidException if the model has no such layer
     */
    public ActivationReader(LanguageModel model, Address address) {
        this.model = model;
        this.address = address;
        reader = new ActivationsReader(model, List.of(address));
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
        return Objects.requireNonNull(reader.read(manager, windows).get(address));
    }
}
