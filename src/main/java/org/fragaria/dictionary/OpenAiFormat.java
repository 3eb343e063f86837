package org.fragaria.dictionary;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.fragaria.weights.TorchZipFile;
import org.fragaria.weights.Weights;

/**
 * OpenAI's sparse_autoencoder for GPT-2 small: one PyTorch file {@code {location}{version}/autoencoders/{layer}.pt} with
 * {@code pre_bias}, {@code encoder.weight [dSae, dIn]}, {@code latent_bias}, {@code decoder.weight [dIn, dSae]} and the
 * activation function's name and k. TopK dictionaries normalise each position as {@link Normalization#LAYER_NORM}; the
 * others do not. Source: openai/sparse_autoencoder, {@code sparse_autoencoder/model.py}, Autoencoder, and {@code
 * paths.py}.
 */
final class OpenAiFormat implements DictionaryFormat {

    private static final Pattern LOCATION =
            Pattern.compile("(resid_delta_attn|resid_delta_mlp|resid_post_attn|resid_post_mlp|mlp_post_act)");
    private static final Pattern LAYER = Pattern.compile("^(\\d{1,4})\\.pt$");

    private static final Map<String, String> HOOKS = Map.of(
            "resid_delta_attn", "hook_attn_out",
            "resid_delta_mlp", "hook_mlp_out",
            "resid_post_attn", "hook_resid_mid",
            "resid_post_mlp", "hook_resid_post",
            "mlp_post_act", "mlp.hook_post");

    @Override
    public String id() {
        return "openai";
    }

    @Override
    public String files() {
        return "a .pt file with pre_bias and latent_bias";
    }

    @Override
    public boolean recognises(DictionaryFiles files) {
        return files.tensors().contains("pre_bias") && files.tensors().contains("latent_bias");
    }

    @Override
    public CanonicalDictionary read(DictionaryFiles files) {
        String name = files.single().orElseThrow();
        Weights weights = files.weights(name);
        Map<String, TensorView> tensors =
                LinearLayout.of(weights, "encoder.weight", "latent_bias", "decoder.weight", "pre_bias");
        Map<String, Object> settings = weights instanceof TorchZipFile torch ? torch.settings() : Map.of();
        String activation = String.valueOf(settings.getOrDefault("activation", "nothing"));
        boolean topK = activation.equals("TopK");
        if (!topK && !activation.equals("ReLU")) {
            throw files.invalid("setting 'activation': expected TopK or ReLU, found " + activation + ".");
        }
        ConfigDraft draft = new ConfigDraft(
                        topK ? Architecture.TOPK : Architecture.STANDARD,
                        LinearLayout.dIn(tensors),
                        LinearLayout.dSae(tensors))
                .centred(true)
                .normalization(topK ? Normalization.LAYER_NORM : Normalization.NONE)
                .k(topK ? k(files, settings) : 0)
                .hook(hook(files))
                .model(Optional.of("gpt2-small"))
                .bos(false)
                .context(OptionalInt.of(64));
        files.assume("Trained on GPT-2 small without centred weights, on windows of 64 tokens without BOS.");
        return new CanonicalDictionary(draft.config(), tensors, files.provenance(id()));
    }

    private static int k(DictionaryFiles files, Map<String, Object> settings) {
        Object after = settings.getOrDefault("activation_state_dict.postact_fn", "ReLU");
        if (!after.equals("ReLU")) {
            throw files.invalid("setting 'postact_fn': expected ReLU, found " + after + ".");
        }
        if (settings.get("activation_state_dict.k") instanceof Long k && k > 0 && k < Integer.MAX_VALUE) {
            return k.intValue();
        }
        throw files.invalid("setting 'activation_state_dict.k': expected a whole number from 1, found "
                + settings.getOrDefault("activation_state_dict.k", "nothing") + ".");
    }

    private static String hook(DictionaryFiles files) {
        Optional<Matcher> location = files.inPath(LOCATION);
        Optional<Matcher> layer = files.inPath(LAYER);
        return location.isEmpty() || layer.isEmpty()
                ? ""
                : "blocks." + layer.get().group(1) + "."
                        + HOOKS.get(location.get().group(1));
    }
}
