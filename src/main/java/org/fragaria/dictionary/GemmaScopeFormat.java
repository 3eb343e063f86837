package org.fragaria.dictionary;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.fragaria.weights.Weights;

/**
 * Gemma Scope 1: {@value #WEIGHTS} in folders {@code layer_{N}/width_{W}/average_l0_{X}} of repositories {@code
 * gemma-scope-{size}-{pt,it}-{res,mlp,att,transcoders}}: jumprelu in canonical orientation, float32, the bias not
 * subtracted. Which tensor it is, and whether it is a transcoder, only the folders' names say. Source: Lieberum et al.,
 * Gemma Scope, 2024, sections 3 and 4; SAELens, {@code sae_lens/loading/pretrained_sae_loaders.py}, gemma_2.
 */
final class GemmaScopeFormat implements DictionaryFormat {

    static final String WEIGHTS = "params.npz";

    private static final Pattern LAYER = Pattern.compile("^layer_(\\d{1,4})$");
    private static final Pattern KIND =
            Pattern.compile("(?:^|[-_/])(res|mlp|att|transcoders?)$|^(embedding)$", Pattern.CASE_INSENSITIVE);
    private static final Pattern MODEL = Pattern.compile("gemma-scope-(\\d+b)-(pt|it)", Pattern.CASE_INSENSITIVE);

    @Override
    public String id() {
        return "gemma-scope";
    }

    @Override
    public String files() {
        return WEIGHTS + ", in folders named as Gemma Scope's";
    }

    @Override
    public boolean recognises(DictionaryFiles files) {
        return files.has(WEIGHTS);
    }

    @Override
    public CanonicalDictionary read(DictionaryFiles files) {
        Weights weights = files.weights(WEIGHTS);
        Map<String, TensorView> tensors = new java.util.HashMap<>();
        for (String name : new String[] {"W_enc", "W_dec", "b_enc", "b_dec", "threshold"}) {
            tensors.put(name, TensorView.of(weights, name));
        }
        TensorView encoder = LinearLayout.requireMatrix(tensors.get("W_enc"));
        long dIn = encoder.shape().get(0);
        String kind = kind(files);
        ConfigDraft draft = new ConfigDraft(
                        Architecture.JUMPRELU, dIn, encoder.shape().get(1))
                .model(files.inPath(MODEL).map(GemmaScopeFormat::model))
                .context(OptionalInt.of(1024));
        if (kind.equals("embedding")) {
            draft.hook("hook_embed");
            double root = Math.sqrt(dIn);
            tensors.replace("W_enc", encoder.times(1 / root));
            tensors.computeIfPresent("W_dec", (name, view) -> view.times(root));
            files.assume("It was trained on embeddings before Gemma's factor sqrt(d_model): W_enc is divided and W_dec"
                    + " multiplied by it, b_dec is left, as SAELens does.");
        } else {
            place(draft, kind, layer(files), tensors);
        }
        files.assume("Windows of 1024 tokens begin with BOS, as Gemma Scope's paper says.");
        return new CanonicalDictionary(draft.config(), tensors, files.provenance(id()));
    }

    /** {@code att} is what the output projection reads, {@code mlp} what is added after the post norm. */
    private static void place(ConfigDraft draft, String kind, int layer, Map<String, TensorView> tensors) {
        String block = "blocks." + layer + ".";
        switch (kind) {
            case "res" -> draft.hook(block + "hook_resid_post");
            case "mlp" -> draft.hook(block + "hook_mlp_out");
            case "att" -> draft.hook(block + "attn.hook_z");
            default -> {
                TensorView decoder = LinearLayout.requireMatrix(tensors.get("W_dec"));
                draft.hook(block + "hook_resid_mid")
                        .normalization(Normalization.RMS_NORM)
                        .transcodes(decoder.shape().get(1), block + "hook_mlp_out", false);
            }
        }
    }

    private static String kind(DictionaryFiles files) {
        return files.inPath(KIND)
                .map(m -> Optional.ofNullable(m.group(1)).orElse("embedding").toLowerCase(Locale.ROOT))
                .orElseThrow(() -> files.invalid("Gemma Scope's files do not say which tensor they are of; expected a"
                        + " folder above whose name ends in res, mlp, att or transcoders (as in"
                        + " gemma-scope-2b-pt-res/layer_20/width_16k/average_l0_71), or is embedding. Keep the"
                        + " repository's folders."));
    }

    private static int layer(DictionaryFiles files) {
        return files.inPath(LAYER)
                .map(m -> Integer.parseInt(m.group(1)))
                .orElseThrow(
                        () -> files.invalid("Gemma Scope's files do not say their layer; expected a folder above named"
                                + " layer_N. Keep the repository's folders."));
    }

    private static String model(Matcher name) {
        String size = name.group(1).toLowerCase(Locale.ROOT);
        return "gemma-2-" + size + (name.group(2).equalsIgnoreCase("it") ? "-it" : "");
    }
}
