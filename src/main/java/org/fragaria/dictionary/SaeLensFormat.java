package org.fragaria.dictionary;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.fragaria.weights.Weights;

/**
 * SAELens's own layout, version 6 and older: {@link ConfigFile} and {@value #WEIGHTS}, whose tensors have the canonical
 * names and orientation already, except {@code W_skip}, which is a linear layer's. Source: SAELens, {@code
 * sae_lens/saes/}.
 */
final class SaeLensFormat implements DictionaryFormat {

    static final String WEIGHTS = "sae_weights.safetensors";

    private static final List<String> AS_STORED =
            List.of("W_enc", "W_dec", "b_enc", "b_dec", "threshold", "b_gate", "b_mag", "r_mag", "scaling_factor");

    @Override
    public String id() {
        return "saelens";
    }

    @Override
    public String files() {
        return ConfigFile.NAME + " and " + WEIGHTS;
    }

    @Override
    public boolean recognises(DictionaryFiles files) {
        return files.has(ConfigFile.NAME) && files.has(WEIGHTS);
    }

    @Override
    public CanonicalDictionary read(DictionaryFiles files) {
        DictionaryConfig config = ConfigFile.read(files.json(ConfigFile.NAME));
        Weights weights = files.weights(WEIGHTS);
        Map<String, TensorView> tensors = new HashMap<>();
        for (String name : AS_STORED) {
            if (weights.has(name)) {
                tensors.put(name, TensorView.of(weights, name));
            }
        }
        if (weights.has("finetuning_scaling_factor")) {
            tensors.putIfAbsent(DictionaryTensors.SCALING_FACTOR, TensorView.of(weights, "finetuning_scaling_factor"));
        }
        if (weights.has(DictionaryTensors.W_SKIP)) {
            tensors.put(
                    DictionaryTensors.W_SKIP,
                    TensorView.of(weights, DictionaryTensors.W_SKIP).transposed());
        }
        if (config.normalization() == Normalization.RMS_NORM) {
            files.assume(
                    "ln2.hook_normalized of a Gemma is read as the residual stream before the MLP divided by its root"
                            + " mean square (epsilon 1e-6), before the norm's gain.");
        }
        return new CanonicalDictionary(config, tensors, files.provenance(id()));
    }
}
