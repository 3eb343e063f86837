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

/**
 * A model up to an address, and a dictionary there. A transcoder is compared with, and writes to, the tensor at its output
 * address, which costs a second pass where the error is asked for. One layer of a cross-layer transcoder has no error of its
 * own, and is not probed; what its weights say of logits is the direct effect of all that a feature writes, the sum over the
 * layers that it writes to. Owns neither. One caller at a time.
 */
public final class ModelEncoding implements Encoding {

    private final LanguageModel model;
    private final Dictionary dictionary;
    private final Address address;
    private final ActivationReader reader;
    private final Address outputAddress;
    private final ActivationReader output;

    /**
     * Joins the two.
     *
     * @param address where the dictionary reads; a transcoder's output is where its files say
     * @throws org.fragaria.problem.InvalidException if the model lacks an address, or is not as wide there as the
     *     dictionary
     */
    public ModelEncoding(LanguageModel model, Dictionary dictionary, Address address) {
        this.model = model;
        this.dictionary = dictionary;
        this.address = address;
        this.reader = new ActivationReader(model, address);
        dictionary.requireWidth(reader.width(), address + " of model " + model.id());
        boolean transcodes = dictionary.config().transcoding().isPresent();
        dictionary
                .config()
                .span()
                .ifPresent(span -> dictionary.config().outputAddresses().forEach(model.config()::require));
        outputAddress = transcodes ? dictionary.config().outputAddress() : address;
        output = transcodes ? new ActivationReader(model, outputAddress) : reader;
        dictionary.requireOutputWidth(output.width(), outputAddress + " of model " + model.id());
    }

    @Override
    public int dOut() {
        return dictionary.config().dOut();
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
            if (withError) {
                NDArray y = output == reader ? x : output.read(manager, windows);
                NDArray error = y.sub(dictionary.decode(activations, x));
                use.accept(new Encoded(floats(activations), floats(y), floats(error)));
            } else {
                FloatBuffer none = FloatBuffer.allocate(0);
                use.accept(new Encoded(floats(activations), none, none));
            }
        }
    }

    /** A view of the tensor's own memory on a CPU; a copy from a GPU. */
    private static FloatBuffer floats(NDArray array) {
        return array.toByteBuffer(true).asFloatBuffer();
    }

    @Override
    public Optional<String> withoutError() {
        return dictionary
                .config()
                .span()
                .map(span -> "layer " + span.layer() + " of a cross-layer transcoder of " + span.layers()
                        + " layers predicts no tensor alone");
    }

    @Override
    public String withoutProbe() {
        return dictionary.config().span().isPresent()
                ? "a feature of a cross-layer transcoder writes to several tensors"
                : Encoding.super.withoutProbe();
    }

    @Override
    public Optional<OutputProbe> probe(int[][] contexts) {
        return dictionary.config().span().isEmpty() && SteeredOutputs.steers(outputAddress.point())
                ? Optional.of(new SteeredOutputs(model, dictionary, outputAddress, contexts))
                : Optional.empty();
    }

    @Override
    public String withoutEffects() {
        return "a transcoder's feature is read from another tensor than the one it writes to";
    }

    @Override
    public Optional<EffectProbe> effects(boolean special) {
        return dictionary.config().transcoding().isEmpty()
                        && dictionary.config().span().isEmpty()
                ? Optional.of(new OffEffects(model, dictionary, address, special))
                : Optional.empty();
    }

    @Override
    public void weights(WeightFacts.Sink sink) {
        boolean inResidualStream = outputAddress.point().width() == HookPoint.Width.D_MODEL;
        Optional<WeightFacts.LogitEffect> effect =
                inResidualStream ? Optional.of(model::logitEffect) : Optional.empty();
        WeightFacts.compute(dictionary.decoder(), effect, model.config().vocabulary(), sink);
    }
}
