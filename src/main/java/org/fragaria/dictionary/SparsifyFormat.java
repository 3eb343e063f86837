package org.fragaria.dictionary;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.fragaria.weights.Weights;

/**
 * EleutherAI's sparsify: {@value #CONFIG} and {@value #WEIGHTS} in a folder named as the module that is hooked, e.g. {@code
 * layers.5.mlp}. {@code encoder.weight [dSae, dIn]}, {@code encoder.bias}, {@code W_dec [dSae, dOut]}, {@code b_dec},
 * perhaps {@code W_skip [dOut, dIn]}; topk or groupmax of {@code max(pre, 0)}; the decoder's bias is subtracted unless it
 * transcodes a module's input into its output. Source: EleutherAI/sparsify, {@code sparsify/sparse_coder.py}, {@code
 * sparsify/config.py}.
 */
final class SparsifyFormat implements DictionaryFormat {

    private static final String CONFIG = "cfg.json";
    private static final String WEIGHTS = "sae.safetensors";

    /** Hook points are named within the base model, which has no prefix. */
    private static final Pattern MODULE =
            Pattern.compile("^(?:layers|h)\\.(\\d{1,4})(\\.(?:mlp|attn|self_attn|attention))?$");

    @Override
    public String id() {
        return "sparsify";
    }

    @Override
    public String files() {
        return CONFIG + " and " + WEIGHTS;
    }

    @Override
    public boolean recognises(DictionaryFiles files) {
        return files.has(CONFIG) && files.has(WEIGHTS);
    }

    @Override
    public CanonicalDictionary read(DictionaryFiles files) {
        Settings config = files.json(CONFIG);
        if (config.truth("signed", false)) {
            throw files.invalid("signed: true (activations of either sign) is not supported.");
        }
        Weights weights = files.weights(WEIGHTS);
        boolean skip = weights.has("W_skip");
        boolean transcodes = config.truth("transcode", false);
        if (skip && !transcodes) {
            throw files.invalid("a skip connection where transcode is not true: what it is added to is not known.");
        }
        Map<String, TensorView> tensors = tensors(weights, skip);
        long dIn = LinearLayout.dIn(tensors);
        long dSae = LinearLayout.dSae(tensors);
        requireDeclared(config, dIn, dSae);
        ConfigDraft draft = new ConfigDraft(architecture(config), dIn, dSae)
                .k(config.count("k").orElse(32))
                .centred(!transcodes)
                .bos(false)
                .model(inRepository(files).flatMap(c -> c.text("model")))
                .context(inRepository(files).map(c -> c.count("ctx_len")).orElse(OptionalInt.empty()));
        place(draft, files, transcodes ? LinearLayout.dOut(tensors) : 0, skip);
        files.assume("Windows are cut from joined texts and do not begin with BOS.");
        return new CanonicalDictionary(draft.config(), tensors, files.provenance(id()));
    }

    private static Map<String, TensorView> tensors(Weights weights, boolean skip) {
        Map<String, TensorView> tensors = new HashMap<>();
        tensors.put(
                "W_enc",
                LinearLayout.requireMatrix(TensorView.of(weights, "encoder.weight"))
                        .transposed());
        tensors.put("b_enc", TensorView.of(weights, "encoder.bias"));
        tensors.put("W_dec", LinearLayout.requireMatrix(TensorView.of(weights, "W_dec")));
        tensors.put("b_dec", TensorView.of(weights, "b_dec"));
        if (skip) {
            tensors.put(
                    "W_skip",
                    LinearLayout.requireMatrix(TensorView.of(weights, "W_skip")).transposed());
        }
        return tensors;
    }

    private static Architecture architecture(Settings config) {
        return switch (config.text("activation").orElse("topk")) {
            case "topk" -> Architecture.TOPK;
            case "groupmax" -> Architecture.GROUPMAX;
            default -> throw config.invalid("activation", "topk or groupmax");
        };
    }

    /** {@code num_latents} 0 means {@code d_in · expansion_factor}; what it must be is in the weights already. */
    private static void requireDeclared(Settings config, long dIn, long dSae) {
        if (config.count("d_in").orElse((int) dIn) != dIn) {
            throw config.invalid("d_in", "the width of encoder.weight, " + dIn);
        }
        int latents = config.root().path("num_latents").asInt(0);
        long declared = latents == 0 ? dIn * config.count("expansion_factor").orElse(32) : latents;
        if (declared != dSae) {
            throw config.invalid(latents == 0 ? "expansion_factor" : "num_latents", "what gives " + dSae + " latents");
        }
    }

    private static Optional<Settings> inRepository(DictionaryFiles files) {
        return Optional.ofNullable(files.folder().getParent())
                .map(parent -> parent.resolve("config.json"))
                .filter(java.nio.file.Files::isRegularFile)
                .map(Settings::json);
    }

    private static void place(ConfigDraft draft, DictionaryFiles files, long dOut, boolean skip) {
        String folder = String.valueOf(files.folder().getFileName());
        Matcher module = MODULE.matcher(folder);
        String read = folder.equals("embed_tokens") || folder.equals("embed_in") ? "hook_embed" : folder;
        String written = read;
        boolean raw = module.matches()
                && module.group(2) != null
                && HookNames.postNorms(inRepository(files).flatMap(c -> c.text("model")));
        if (module.matches() && !raw) {
            String block = "blocks." + module.group(1) + ".";
            boolean mlp = ".mlp".equals(module.group(2));
            String input = mlp ? "mlp.hook_in" : module.group(2) == null ? "hook_resid_pre" : "attn.hook_in";
            String output = mlp ? "hook_mlp_out" : module.group(2) == null ? "hook_resid_post" : "hook_attn_out";
            written = block + output;
            read = dOut > 0 ? block + input : written;
        }
        draft.hook(read);
        if (dOut > 0) {
            draft.transcodes(dOut, written, skip);
        }
    }
}
