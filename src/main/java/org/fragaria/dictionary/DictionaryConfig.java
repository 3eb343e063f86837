package org.fragaria.dictionary;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

import org.fragaria.model.Address;
import org.fragaria.problem.InvalidException;

/**
 * What a dictionary's files say, the same words for all formats.
 *
 * @param architecture how pre-activations become activations
 * @param dIn width of the tensor that is encoded
 * @param dSae number of features
 * @param applyBDecToInput whether the decoder's bias is subtracted before encoding
 * @param normalization what is done to the input first
 * @param k features kept per position by topk, or groups of groupmax; 0 for others
 * @param rescaleActsByDecoderNorm whether pre-activations are multiplied by their decoder row's norm before the activation
 *     function, and activations divided by it on decoding: the same as a decoder of unit rows
 * @param finetuningScaling older layouts: activations are multiplied by {@code scaling_factor} on decoding
 * @param hookName where it was trained, in the words of the file; empty if the file does not say
 * @param modelName which model it was trained on, in the words of the file
 * @param prependBos whether it was trained on windows that begin with BOS
 * @param contextSize tokens per window in training
 * @param modelOptions how the model was loaded in training, e.g. {@code center_writing_weights}; usually empty
 * @param transcoding what it predicts, if that is not the tensor that it reads
 */
public record DictionaryConfig(
        Architecture architecture,
        int dIn,
        int dSae,
        boolean applyBDecToInput,
        Normalization normalization,
        int k,
        boolean rescaleActsByDecoderNorm,
        boolean finetuningScaling,
        String hookName,
        Optional<String> modelName,
        boolean prependBos,
        OptionalInt contextSize,
        Map<String, Object> modelOptions,
        Optional<Transcoding> transcoding) {

    private static final String CENTRED = "center_writing_weights";

    public DictionaryConfig {
        modelOptions = Map.copyOf(modelOptions);
        if (dIn < 1 || dSae < 1) {
            throw new InvalidException(
                    "Dictionary: expected d_in and d_sae from 1, found " + dIn + " and " + dSae + ".");
        }
        if (architecture.competes() && (k < 1 || k > dSae)) {
            throw new InvalidException(
                    "Dictionary: expected k from 1 to the number of features (" + dSae + "), found " + k + ".");
        }
        if (architecture == Architecture.GROUPMAX && dSae % k != 0) {
            throw new InvalidException("Dictionary: expected as many features in each of the " + k + " groups, found "
                    + dSae + " features.");
        }
        if (architecture == Architecture.GATED && rescaleActsByDecoderNorm) {
            throw new InvalidException("Dictionary: expected rescale_acts_by_decoder_norm false for gated, found true:"
                    + " which of its two paths it would scale is not defined.");
        }
        boolean undone = normalization != Normalization.NONE && normalization != Normalization.RMS_NORM;
        if (transcoding.isPresent() ? applyBDecToInput || undone : normalization == Normalization.RMS_NORM) {
            throw new InvalidException("Dictionary: expected a transcoder to leave its bias and normalisation to its"
                    + " output, and an autoencoder to undo its own, found " + normalization.id()
                    + (applyBDecToInput ? " with the decoder's bias subtracted." : "."));
        }
    }

    /** An autoencoder, which predicts what it reads. */
    public DictionaryConfig(
            Architecture architecture,
            int dIn,
            int dSae,
            boolean applyBDecToInput,
            Normalization normalization,
            int k,
            boolean rescaleActsByDecoderNorm,
            boolean finetuningScaling,
            String hookName,
            Optional<String> modelName,
            boolean prependBos,
            OptionalInt contextSize,
            Map<String, Object> modelOptions) {
        this(
                architecture,
                dIn,
                dSae,
                applyBDecToInput,
                normalization,
                k,
                rescaleActsByDecoderNorm,
                finetuningScaling,
                hookName,
                modelName,
                prependBos,
                contextSize,
                modelOptions,
                Optional.empty());
    }

    /**
     * Whether each position's mean is taken off before encoding and given back after decoding. TransformerLens centres what
     * layer-norm models write to the residual stream unless told otherwise, and dictionaries trained on that say {@code
     * center_writing_weights}; the model here is never centred, and taking the mean off the tensor is the same. Other places
     * (norm outputs, heads, hidden layers) are not changed by centring. Source: TransformerLens {@code
     * transformer_lens/weight_processing.py}, center_writing_weights.
     */
    public boolean centres() {
        return Boolean.TRUE.equals(modelOptions.get(CENTRED))
                && normalization != Normalization.LAYER_NORM
                && written(hookName);
    }

    private static boolean written(String hookName) {
        try {
            return !hookName.isEmpty() && Address.parse(hookName).point().written();
        } catch (InvalidException e) {
            return false; // not a place of this model: who names another one is told by address()
        }
    }

    /** Width of the tensor that is predicted: what it reads, or a transcoder's output. */
    public int dOut() {
        return transcoding.map(Transcoding::dOut).orElse(dIn);
    }

    /**
     * Where it reads.
     *
     * @throws InvalidException if the file does not say, or names a place that has no address here
     */
    public Address address() {
        return parse(hookName, "hook_name");
    }

    /**
     * Where what it predicts is: where it reads, or a transcoder's output; the first of {@link #outputAddresses}.
     *
     * @throws InvalidException as {@link #address}
     */
    public Address outputAddress() {
        return transcoding.map(t -> parse(t.hookName(), "hook_name_out")).orElseGet(this::address);
    }

    /**
     * All places that it writes to: one, or of a layer of a cross-layer transcoder those from its own layer to the last.
     *
     * @throws InvalidException as {@link #address}
     */
    public List<Address> outputAddresses() {
        Address first = outputAddress();
        return span().map(s -> IntStream.range(s.layer(), s.layers())
                        .mapToObj(layer -> new Address(first.point(), layer))
                        .toList())
                .orElseGet(() -> List.of(first));
    }

    /** The layers that it writes to, if it is one layer of a cross-layer transcoder. */
    public Optional<Transcoding.Span> span() {
        return transcoding.flatMap(Transcoding::span);
    }

    private static Address parse(String name, String key) {
        if (name.isEmpty()) {
            throw new InvalidException("The dictionary's files do not say where it was trained (" + key
                    + "): name the address yourself, e.g. resid_post.3.");
        }
        try {
            return Address.parse(name);
        } catch (InvalidException e) {
            throw new InvalidException(
                    "The dictionary's files say " + key + " '" + name + "': " + e.getMessage()
                            + " If you know which address that is, name it yourself.",
                    e);
        }
    }

    /** The same with another normalisation. */
    DictionaryConfig with(Normalization other) {
        return with(applyBDecToInput, other, rescaleActsByDecoderNorm);
    }

    /** The same with the decoder's bias subtracted before encoding, or not. */
    DictionaryConfig subtractingBias(boolean subtracts) {
        return with(subtracts, normalization, rescaleActsByDecoderNorm);
    }

    /** The same with pre-activations multiplied by the norms of decoder rows, or not. */
    DictionaryConfig rescalingByNorms(boolean rescales) {
        return with(applyBDecToInput, normalization, rescales);
    }

    /** The same of a model that was centred, or was not. */
    DictionaryConfig centring(boolean centred) {
        Map<String, Object> options = new HashMap<>(modelOptions);
        options.put(CENTRED, centred);
        return with(applyBDecToInput, normalization, rescaleActsByDecoderNorm, options);
    }

    private DictionaryConfig with(boolean subtracts, Normalization other, boolean rescales) {
        return with(subtracts, other, rescales, modelOptions);
    }

    private DictionaryConfig with(
            boolean subtracts, Normalization other, boolean rescales, Map<String, Object> options) {
        return new DictionaryConfig(
                architecture,
                dIn,
                dSae,
                subtracts,
                other,
                k,
                rescales,
                finetuningScaling,
                hookName,
                modelName,
                prependBos,
                contextSize,
                options,
                transcoding);
    }
}
