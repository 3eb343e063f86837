package org.fragaria.dictionary;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

import org.fragaria.model.Address;
import org.fragaria.problem.InvalidException;

/**
 * What a dictionary's {@code cfg.json} says, the same words for SAELens 6 and older.
 *
 * @param architecture how pre-activations become activations
 * @param dIn width of the tensor that is encoded
 * @param dSae number of features
 * @param applyBDecToInput whether the decoder's bias is subtracted before encoding
 * @param normalization what is done to the input first
 * @param k features kept per position by topk; 0 for others
 * @param rescaleActsByDecoderNorm topk only: pre-activations are multiplied by their decoder row's norm before the
 *     selection, and divided again on decoding
 * @param finetuningScaling older layouts: activations are multiplied by {@code scaling_factor} on decoding
 * @param hookName where it was trained, in the words of the file; empty if the file does not say
 * @param modelName which model it was trained on, in the words of the file
 * @param prependBos whether it was trained on windows that begin with BOS
 * @param contextSize tokens per window in training
 * @param modelOptions how the model was loaded in training, e.g. {@code center_writing_weights}; usually empty
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
        Map<String, Object> modelOptions) {

    public DictionaryConfig {
        modelOptions = Map.copyOf(modelOptions);
        if (dIn < 1 || dSae < 1) {
            throw new InvalidException(
                    "Dictionary: expected d_in and d_sae from 1, found " + dIn + " and " + dSae + ".");
        }
        if (architecture == Architecture.TOPK && (k < 1 || k > dSae)) {
            throw new InvalidException(
                    "Dictionary: expected k from 1 to the number of features (" + dSae + "), found " + k + ".");
        }
    }

    /**
     * Where it reads.
     *
     * @throws InvalidException if the file does not say, or names a place that has no address here
     */
    public Address address() {
        if (hookName.isEmpty()) {
            throw new InvalidException(
                    "The dictionary's cfg.json does not say where it was trained (hook_name): name the"
                            + " address yourself, e.g. resid_post.3.");
        }
        try {
            return Address.parse(hookName);
        } catch (InvalidException e) {
            throw new InvalidException(
                    "The dictionary's cfg.json says hook_name '" + hookName + "': " + e.getMessage()
                            + " If you know which address that is, name it yourself.",
                    e);
        }
    }

    /** The same with another normalisation. */
    DictionaryConfig with(Normalization other) {
        return new DictionaryConfig(
                architecture,
                dIn,
                dSae,
                applyBDecToInput,
                other,
                k,
                rescaleActsByDecoderNorm,
                finetuningScaling,
                hookName,
                modelName,
                prependBos,
                contextSize,
                modelOptions);
    }
}
