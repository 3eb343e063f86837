package org.fragaria.dictionary;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.fragaria.weights.Weights;

/**
 * Gemma Scope 2: {@value #WEIGHTS} and {@value #CONFIG} in folders {@code
 * {resid_post,attn_out,mlp_out,transcoder}/layer_{N}_width_{W}_l0_{X}}: jumprelu, {@code w_enc [dIn, dSae]}, {@code w_dec
 * [dSae, dOut]}, {@code b_enc}, {@code b_dec}, {@code threshold}; an affine skip is stored for {@code x · A}. Where the
 * settings are missing, as in some published folders, names of folders say the place. Source: SAELens, {@code
 * sae_lens/loading/pretrained_sae_loaders.py}, gemma_3; for the skip circuit-tracer, which transposes twice.
 */
final class GemmaScope2Format implements DictionaryFormat {

    private static final String WEIGHTS = "params.safetensors";
    private static final String CONFIG = "config.json";
    private static final String SKIP = "affine_skip_connection";
    private static final Pattern LAYER = Pattern.compile("^layer_(\\d{1,4})_");
    private static final Pattern KIND = Pattern.compile("^(resid_post|attn_out|mlp_out|transcoder)(?:_all)?$");

    @Override
    public String id() {
        return "gemma-scope-2";
    }

    @Override
    public String files() {
        return WEIGHTS + " and " + CONFIG;
    }

    @Override
    public boolean recognises(DictionaryFiles files) {
        return files.has(WEIGHTS);
    }

    /** Where it reads and writes, in the words of the files. */
    private record Places(String in, String out, Optional<String> model) {}

    @Override
    public CanonicalDictionary read(DictionaryFiles files) {
        Weights weights = files.weights(WEIGHTS);
        Map<String, TensorView> tensors = new HashMap<>();
        tensors.put("W_enc", TensorView.of(weights, "w_enc"));
        tensors.put("W_dec", TensorView.of(weights, "w_dec"));
        for (String name : new String[] {"b_enc", "b_dec", "threshold"}) {
            tensors.put(name, TensorView.of(weights, name));
        }
        for (String name : new String[] {"W_enc", "W_dec"}) {
            int rank =
                    Optional.ofNullable(tensors.get(name)).orElseThrow().shape().size();
            if (rank == 3) {
                throw files.invalid(
                        "this is a cross-layer transcoder or a crosscoder (its weights have three dimensions),"
                                + " which is not supported yet.");
            }
        }
        Places places = files.has(CONFIG) ? fromConfig(files) : fromFolders(files);
        ConfigDraft draft = new ConfigDraft(
                        Architecture.JUMPRELU, LinearLayout.dIn(tensors), LinearLayout.dSae(tensors))
                .hook(HookNames.transformerLens(places.in()))
                .model(places.model())
                .context(OptionalInt.empty());
        boolean skip = weights.has(SKIP);
        if (skip) {
            tensors.put("W_skip", TensorView.of(weights, SKIP));
            files.assume("The affine skip connection is applied as x · A, untransposed.");
        }
        if (skip || !places.in().equals(places.out())) {
            draft.transcodes(LinearLayout.dOut(tensors), HookNames.transformerLens(places.out()), skip);
        }
        files.assume("Windows begin with BOS, without which Gemma's activations are degenerate.");
        return new CanonicalDictionary(draft.config(), tensors, files.provenance(id()));
    }

    private static Places fromConfig(DictionaryFiles files) {
        Settings config = files.json(CONFIG);
        String architecture = config.text("architecture").orElse("jump_relu");
        if (!architecture.equals("jump_relu")) {
            throw config.invalid("architecture", "jump_relu");
        }
        String in = config.requireText("hf_hook_point_in");
        return new Places(
                in,
                config.text("hf_hook_point_out").orElse(in),
                config.text("model_name").map(name -> "google/" + name.replace("-v3", "-3")));
    }

    private Places fromFolders(DictionaryFiles files) {
        Optional<Matcher> layer = files.inPath(LAYER);
        Optional<Matcher> kind = files.inPath(KIND);
        if (layer.isEmpty() || kind.isEmpty()) {
            throw files.invalid("expected " + CONFIG + " beside " + WEIGHTS + ", or the repository's folders"
                    + " {resid_post,attn_out,mlp_out,transcoder}/layer_N_…, found " + files.listing() + ".");
        }
        files.assume(CONFIG + " is missing: the place is taken from the folders' names.");
        String block = "model.layers." + layer.get().group(1) + ".";
        String written = block + "post_feedforward_layernorm.output";
        return switch (kind.get().group(1)) {
            case "resid_post" -> new Places(block + "output", block + "output", Optional.empty());
            case "attn_out" ->
                new Places(block + "self_attn.o_proj.input", block + "self_attn.o_proj.input", Optional.empty());
            case "mlp_out" -> new Places(written, written, Optional.empty());
            default -> new Places(block + "pre_feedforward_layernorm.output", written, Optional.empty());
        };
    }
}
