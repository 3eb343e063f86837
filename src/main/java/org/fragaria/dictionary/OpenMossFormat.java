package org.fragaria.dictionary;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.fragaria.weights.Weights;

/**
 * OpenMOSS's three layouts: Llama Scope ({@code hyperparams.json}, {@code checkpoints/final.safetensors}, linear layers),
 * Llama Scope R1 Distill ({@code config.json}, {@code sae_weights.safetensors}, linear layers and {@code
 * log_jumprelu_threshold}), and the current one ({@code config.json} with {@code sae_type}, {@code W_E}, {@code W_D}).
 *
 * <p>Dictionaries that were trained on inputs scaled by {@code s_in = sqrt(d) / mean norm} are folded as the library itself
 * does: {@code b_enc / s_in}, {@code b_dec / s_out}, {@code W_dec · s_in / s_out}, so activations are in the units of the
 * model's own tensor (SAELens's are {@code s_in} times larger); with {@code sparsity_include_decoder_norm} they are
 * weighted by the decoder row's norm, and thresholds compare with that. Source: OpenMOSS/Language-Model-SAEs, {@code
 * src/lm_saes/sae.py} of November 2024, from_pretrained, standardize_parameters_of_dataset_activation_scaling and
 * transform_to_unit_decoder_norm.
 */
final class OpenMossFormat implements DictionaryFormat {

    private static final String HYPERPARAMS = "hyperparams.json";
    private static final String CONFIG = "config.json";
    private static final List<String> WEIGHTS =
            List.of("sae_weights.safetensors", "checkpoints/pruned.safetensors", "checkpoints/final.safetensors");
    private static final String LOG_THRESHOLD = "log_jumprelu_threshold";
    private static final String AVERAGE = "dataset_average_activation_norm";

    @Override
    public String id() {
        return "openmoss";
    }

    @Override
    public String files() {
        return HYPERPARAMS + " or " + CONFIG + ", and one of " + String.join(", ", WEIGHTS);
    }

    @Override
    public boolean recognises(DictionaryFiles files) {
        return (files.has(HYPERPARAMS) || (files.has(CONFIG) && !files.has(ConfigFile.NAME)))
                && WEIGHTS.stream().anyMatch(files::has);
    }

    @Override
    public CanonicalDictionary read(DictionaryFiles files) {
        Settings config = files.json(files.has(HYPERPARAMS) ? HYPERPARAMS : CONFIG);
        String type = config.text("sae_type").orElse("sae");
        if (!type.equals("sae")) {
            throw config.invalid("sae_type", "sae (others are not supported yet)");
        }
        if (config.truth("use_glu_encoder", false)) {
            throw config.invalid("use_glu_encoder", "false (others are not supported yet)");
        }
        Weights weights =
                files.weights(WEIGHTS.stream().filter(files::has).findFirst().orElseThrow());
        Map<String, TensorView> tensors = tensors(weights, config);
        String hookIn = config.requireText("hook_point_in");
        String hookOut = config.text("hook_point_out").orElse(hookIn);
        boolean transcodes = !hookIn.equals(hookOut);
        ConfigDraft draft = draft(files, config, weights, tensors);
        fold(files, config, weights, tensors, draft, List.of(hookIn, hookOut));
        draft.hook(hookIn)
                .centred(!transcodes && config.truth("apply_decoder_bias_to_pre_encoder", false))
                .unitDecoder(config.truth("sparsity_include_decoder_norm", false));
        if (transcodes) {
            draft.transcodes(LinearLayout.dOut(tensors), hookOut, false);
        }
        files.assume("Windows begin with BOS: the files do not say, and SAELens takes it so.");
        return new CanonicalDictionary(draft.config(), tensors, files.provenance(id()));
    }

    private static Map<String, TensorView> tensors(Weights weights, Settings config) {
        Map<String, TensorView> tensors = new HashMap<>();
        boolean linear = weights.has("encoder.weight");
        TensorView encoder = LinearLayout.requireMatrix(TensorView.of(weights, linear ? "encoder.weight" : "W_E"));
        TensorView decoder = LinearLayout.requireMatrix(TensorView.of(weights, linear ? "decoder.weight" : "W_D"));
        tensors.put("W_enc", linear ? encoder.transposed() : encoder);
        tensors.put("W_dec", linear ? decoder.transposed() : decoder);
        tensors.put("b_enc", TensorView.of(weights, linear ? "encoder.bias" : "b_E"));
        tensors.put(
                "b_dec",
                config.truth("use_decoder_bias", true)
                        ? TensorView.of(weights, linear ? "decoder.bias" : "b_D")
                        : TensorView.constant(0, LinearLayout.dOut(tensors)));
        return tensors;
    }

    /** The activation function; a topk dictionary whose threshold was measured has become jumprelu. */
    private static ConfigDraft draft(
            DictionaryFiles files, Settings config, Weights weights, Map<String, TensorView> tensors) {
        long dIn = LinearLayout.dIn(tensors);
        long dSae = LinearLayout.dSae(tensors);
        String function = config.text("act_fn")
                .orElse(weights.has(LOG_THRESHOLD) ? "jumprelu" : "nothing")
                .toLowerCase(java.util.Locale.ROOT);
        double threshold = config.root().path("jump_relu_threshold").asDouble(0);
        if (function.equals("jumprelu") || (function.equals("topk") && threshold > 0)) {
            tensors.put(
                    "threshold",
                    weights.has(LOG_THRESHOLD)
                            ? TensorView.of(weights, LOG_THRESHOLD).exp()
                            : TensorView.constant(config.requireNumber("jump_relu_threshold"), dSae));
            if (function.equals("topk")) {
                files.assume("A topk dictionary with a measured threshold selects by the threshold.");
            }
            return new ConfigDraft(Architecture.JUMPRELU, dIn, dSae);
        }
        return switch (function) {
            case "topk" -> new ConfigDraft(Architecture.TOPK, dIn, dSae).k(config.requireCount("top_k"));
            case "relu" -> new ConfigDraft(Architecture.STANDARD, dIn, dSae);
            default -> throw config.invalid("act_fn", "relu, jumprelu or topk (others are not supported yet)");
        };
    }

    private static void fold(
            DictionaryFiles files,
            Settings config,
            Weights weights,
            Map<String, TensorView> tensors,
            ConfigDraft draft,
            List<String> hooks) {
        Optional<String> mode = config.text("norm_activation");
        if (mode.isEmpty() && weights.has(LOG_THRESHOLD) && !weights.has("W_E")) {
            // R1 Distill: the scale is in SAELens's registry only, so it must be given.
            draft.normalization(Normalization.EXPECTED_AVERAGE_ONLY_IN);
            return;
        }
        if (mode.isEmpty() || mode.get().equals("none") || mode.get().equals("inference")) {
            return;
        }
        if (!mode.get().equals("dataset-wise")) {
            throw config.invalid("norm_activation", "dataset-wise, inference or none (others are not supported yet)");
        }
        double in = scale(config, weights, "in", hooks.get(0), LinearLayout.dIn(tensors));
        double out = scale(config, weights, "out", hooks.get(1), LinearLayout.dOut(tensors));
        tensors.computeIfPresent("b_enc", (name, view) -> view.times(1 / in));
        tensors.computeIfPresent("b_dec", (name, view) -> view.times(1 / out));
        tensors.computeIfPresent("W_dec", (name, view) -> view.times(in / out));
        files.assume(
                "The input scale is folded so that activations are in the units of the model's tensor, as OpenMOSS's"
                        + " own library does; SAELens's are " + (float) in + " times larger.");
    }

    private static double scale(Settings config, Weights weights, String side, String hook, long width) {
        String stored = AVERAGE + "." + hook;
        double norm = weights.has(stored)
                ? weights.floats(stored)[0]
                : config.part(AVERAGE).requireNumber(side);
        if (!(norm > 0)) {
            throw config.invalid(AVERAGE, "a number above 0");
        }
        return Math.sqrt(width) / norm;
    }
}
