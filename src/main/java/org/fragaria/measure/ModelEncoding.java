package org.fragaria.measure;

import java.nio.FloatBuffer;
import java.util.Optional;
import java.util.function.Consumer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

import org.fragaria.dictionary.Dictionary;
import org.fragaria.engine.ActivationReader;
import org.fragaria.model.Address;
import org.fragaria.model.HookPoint;
import org.fragaria.model.LanguageModel;
import org.fragaria.torch.Torch;

/** A model up to an address, and a dictionary there. Owns neither. One caller at a time. */
public final class ModelEncoding implements Encoding {

    private final LanguageModel model;
    private final Dictionary dictionary;
    private final Address address;
    private final ActivationReader reader;

    /**
     * Joins the two.
     *
     * @throws org.fragaria.problem.InvalidException if the model lacks the address, or is not as wide there as the
     *     dictionary
     */
    public ModelEncoding(LanguageModel model, Dictionary dictionary, Address address) {
        this.model = model;
        this.dictionary = dictionary;
        this.address = address;
        this.reader = new ActivationReader(model, address);
        dictionary.requireWidth(reader.width(), address + " of model " + model.id());
    }

    @Override
    public int dIn() {
        return dictionary.config().dIn();
    }

    @Override
    public int dSae() {
        return dictionary.config().dSae();
    }

    @Override
    public void encode(int[][] windows, boolean withError, Consumer<Encoded> use) {
        try (NDManager manager = Torch.manager().newSubManager()) {
            NDArray x = reader.read(manager, windows);
            NDArray activations = dictionary.encode(x);
            FloatBuffer none = FloatBuffer.allocate(0);
            use.accept(
                    withError
                            ? new Encoded(
                                    floats(activations), floats(x), floats(x.sub(dictionary.decode(activations, x))))
                            : new Encoded(floats(activations), none, none));
        }
    }

    /** A view of the tensor's own memory on a CPU; a copy from a GPU. */
    private static FloatBuffer floats(NDArray array) {
        return array.toByteBuffer(true).asFloatBuffer();
    }

    @Override
    public Optional<OutputProbe> probe(int[][] contexts) {
        return SteeredOutputs.steers(address.point())
                ? Optional.of(new SteeredOutputs(model, dictionary, address, contexts))
                : Optional.empty();
    }

    @Override
    public void weights(WeightFacts.Sink sink) {
        boolean inResidualStream = address.point().width() == HookPoint.Width.D_MODEL;
        Optional<WeightFacts.LogitEffect> effect =
                inResidualStream ? Optional.of(model::logitEffect) : Optional.empty();
        WeightFacts.compute(dictionary.decoder(), effect, model.config().vocabulary(), sink);
    }
}
