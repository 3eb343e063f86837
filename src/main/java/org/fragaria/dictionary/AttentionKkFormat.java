package org.fragaria.dictionary;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.fragaria.weights.Weights;

/**
 * Kissane and Krzyzanowski's attention dictionaries: {@code {name}.pt} with canonical names and orientation, and {@code
 * {name}_cfg.json} ({@code act_size}, {@code dict_size}, {@code act_name}, {@code seq_len}): ReLU, the decoder's bias
 * subtracted, of all heads' values flattened. Source: SAELens, {@code sae_lens/loading/pretrained_sae_loaders.py},
 * connor_rob_hook_z.
 */
final class AttentionKkFormat implements DictionaryFormat {

    @Override
    public String id() {
        return "attn-kk";
    }

    @Override
    public String files() {
        return "{name}.pt and {name}_cfg.json";
    }

    @Override
    public boolean recognises(DictionaryFiles files) {
        return config(files).isPresent();
    }

    private static Optional<String> config(DictionaryFiles files) {
        return files.single()
                .filter(name -> name.endsWith(".pt"))
                .map(name -> name.substring(0, name.length() - 3) + "_cfg.json")
                .filter(files::has);
    }

    @Override
    public CanonicalDictionary read(DictionaryFiles files) {
        Settings config = files.json(config(files).orElseThrow());
        Weights weights = files.weights(files.single().orElseThrow());
        Map<String, TensorView> tensors = new HashMap<>();
        for (String name : List.of("W_enc", "b_enc", "W_dec", "b_dec")) {
            tensors.put(name, TensorView.of(weights, name));
        }
        ConfigDraft draft = new ConfigDraft(
                        Architecture.STANDARD, config.requireCount("act_size"), config.requireCount("dict_size"))
                .centred(true)
                .hook(config.text("act_name").orElse(""))
                .model(config.text("model_name"))
                .context(config.count("seq_len"));
        files.assume("Windows begin with BOS: the files do not say, and SAELens takes it so.");
        return new CanonicalDictionary(draft.config(), tensors, files.provenance(id()));
    }
}
