package org.fragaria.dictionary;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.fragaria.weights.Weights;

/**
 * Dictionaries in one PyTorch file that says nothing but numbers: what they are follows from their tensors' names and the
 * file's. All of the residual stream after a layer, the decoder's bias not subtracted, no normalisation:
 *
 * <ul>
 *   <li>Goodfire, {@code …-SAE-l{layer}.{pt,pth}}: {@code encoder_linear}, {@code decoder_linear}; ReLU
 *   <li>qresearch, {@code …-l{layer}.pt}: {@code encoder}, {@code decoder}; ReLU
 *   <li>Qwen Scope, {@code layer{N}.sae.pt}: {@code W_enc [dSae, dIn]}, {@code W_dec [dIn, dSae]}; topk, whose k is in the
 *       repository's name, {@code SAE-Res-…-L0_{k}}
 * </ul>
 *
 * <p>Source: SAELens, {@code sae_lens/loading/pretrained_sae_loaders.py}, goodfire, deepseek_r1 and qwen_scope.
 */
final class SingleFileFormat implements DictionaryFormat {

    private static final Pattern LAYER = Pattern.compile("-l(\\d{1,4})(?:\\.|$)");
    private static final Pattern QWEN = Pattern.compile("^layer(\\d{1,4})\\.sae\\.pt$");
    private static final Pattern QWEN_K = Pattern.compile("-L0_(\\d{1,6})$");
    private static final Pattern MODEL =
            Pattern.compile("(?:SAE-Res-)?((?:Meta-)?(?:Llama|DeepSeek|Qwen)[-\\w.]*?)-(?:SAE|W\\d+K)", 0);

    @Override
    public String id() {
        return "single-file";
    }

    @Override
    public String files() {
        return "one file of Goodfire, qresearch or Qwen Scope (layerN.sae.pt)";
    }

    @Override
    public boolean recognises(DictionaryFiles files) {
        Optional<String> name = files.single();
        if (name.isEmpty() || name.get().equals("ae.pt") || files.has("config.json") || files.has("hyperparams.json")) {
            return false;
        }
        return files.tensors().contains("encoder_linear.weight")
                || (files.tensors().contains("encoder.weight")
                        && files.tensors().contains("decoder.bias"))
                || QWEN.matcher(name.get()).matches();
    }

    @Override
    public CanonicalDictionary read(DictionaryFiles files) {
        Weights weights = files.weights(files.single().orElseThrow());
        files.assume(
                "The place is the residual stream after the layer in the file's name, and windows begin with BOS.");
        files.assume("The decoder's bias is not subtracted from the input, and nothing is normalised.");
        return weights.has("W_enc") ? qwen(files, weights) : plain(files, weights);
    }

    private CanonicalDictionary plain(DictionaryFiles files, Weights weights) {
        String suffix = weights.has("encoder_linear.weight") ? "_linear" : "";
        Map<String, TensorView> tensors = LinearLayout.of(
                weights,
                "encoder" + suffix + ".weight",
                "encoder" + suffix + ".bias",
                "decoder" + suffix + ".weight",
                "decoder" + suffix + ".bias");
        return new CanonicalDictionary(
                new ConfigDraft(Architecture.STANDARD, LinearLayout.dIn(tensors), LinearLayout.dSae(tensors))
                        .hook(hook(files.inPath(LAYER)))
                        .model(files.inPath(MODEL).map(m -> m.group(1)))
                        .config(),
                tensors,
                files.provenance(id()));
    }

    private CanonicalDictionary qwen(DictionaryFiles files, Weights weights) {
        int k = files.inPath(QWEN_K)
                .map(m -> Integer.parseInt(m.group(1)))
                .orElseThrow(
                        () -> files.invalid("Qwen Scope's files do not say how many features are kept (k); expected a"
                                + " folder above whose name ends in L0_k, as in SAE-Res-Qwen3-1.7B-Base-W32K-L0_50. Keep the"
                                + " repository's name."));
        Map<String, TensorView> tensors = new HashMap<>(LinearLayout.of(weights, "W_enc", "b_enc", "W_dec", "b_dec"));
        files.assume("k is " + k + ", from the repository's name.");
        return new CanonicalDictionary(
                new ConfigDraft(Architecture.TOPK, LinearLayout.dIn(tensors), LinearLayout.dSae(tensors))
                        .k(k)
                        .hook(hook(files.inPath(QWEN)))
                        .model(files.inPath(MODEL).map(m -> m.group(1)))
                        .config(),
                tensors,
                files.provenance(id()));
    }

    private static String hook(Optional<Matcher> layer) {
        return layer.map(m -> "blocks." + m.group(1) + ".hook_resid_post").orElse("");
    }
}
