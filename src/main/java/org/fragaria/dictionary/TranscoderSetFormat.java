package org.fragaria.dictionary;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.node.MissingNode;

import org.fragaria.weights.Weights;

/**
 * circuit-tracer's transcoders, one file {@code layer_{N}.safetensors} per layer and {@code config.yaml} for all: {@code
 * W_enc [dSae, dIn]}, {@code W_dec [dSae, dOut]}, {@code b_enc}, {@code b_dec}, perhaps {@code W_skip [dOut, dIn]} and
 * {@code activation_function.threshold}. mwhanna's have no {@code config.yaml} in places: they read the MLP's input and
 * write its output, with ReLU. Source: safety-research/circuit-tracer, {@code
 * circuit_tracer/transcoder/single_layer_transcoder.py}.
 */
final class TranscoderSetFormat implements DictionaryFormat {

    private static final Pattern NAME = Pattern.compile("^layer_(\\d{1,4})\\.safetensors$");
    private static final String CONFIG = "config.yaml";
    private static final String THRESHOLD = "activation_function.threshold";

    @Override
    public String id() {
        return "circuit-tracer";
    }

    @Override
    public String files() {
        return "layer_N.safetensors, beside " + CONFIG;
    }

    @Override
    public boolean recognises(DictionaryFiles files) {
        return files.single().filter(name -> NAME.matcher(name).matches()).isPresent();
    }

    @Override
    public CanonicalDictionary read(DictionaryFiles files) {
        String file = files.single().orElseThrow();
        Settings config = files.has(CONFIG)
                ? Settings.yaml(files.folder().resolve(CONFIG))
                : new Settings(files.folder().resolve(CONFIG), MissingNode.getInstance());
        Weights weights = files.weights(file);
        Map<String, TensorView> tensors = tensors(weights);
        boolean skip = tensors.containsKey("W_skip");
        Matcher name = NAME.matcher(file);
        String block = "blocks." + (name.matches() ? name.group(1) : "") + ".";
        HookNames.Place place = HookNames.place(
                block + config.text("feature_input_hook").orElse("mlp.hook_in"), config.text("model_name"), true);
        ConfigDraft draft = new ConfigDraft(
                        architecture(config, weights), LinearLayout.dIn(tensors), LinearLayout.dSae(tensors))
                .k(config.count("k").orElse(0))
                .hook(place.hookName())
                .normalization(place.preGain() ? Normalization.RMS_NORM : Normalization.NONE)
                .model(config.text("model_name"))
                .transcodes(
                        LinearLayout.dOut(tensors),
                        block + config.text("feature_output_hook").orElse("hook_mlp_out"),
                        skip);
        if (!files.has(CONFIG)) {
            files.assume("There is no " + CONFIG + ": it reads the MLP's input and writes its output, with ReLU.");
        }
        files.assume(
                "Windows begin with BOS if the model has one; circuit-tracer sets activations at position 0 to zero,"
                        + " here they are as computed.");
        return new CanonicalDictionary(draft.config(), tensors, files.provenance(id()));
    }

    private static Map<String, TensorView> tensors(Weights weights) {
        Map<String, TensorView> tensors = new HashMap<>();
        tensors.put(
                "W_enc",
                LinearLayout.requireMatrix(TensorView.of(weights, "W_enc")).transposed());
        tensors.put("W_dec", LinearLayout.requireMatrix(TensorView.of(weights, "W_dec")));
        tensors.put("b_enc", TensorView.of(weights, "b_enc"));
        tensors.put("b_dec", TensorView.of(weights, "b_dec"));
        if (weights.has("W_skip")) {
            tensors.put(
                    "W_skip",
                    LinearLayout.requireMatrix(TensorView.of(weights, "W_skip")).transposed());
        }
        if (weights.has(THRESHOLD)) {
            long dSae = LinearLayout.dSae(tensors);
            tensors.put("threshold", TensorView.of(weights, THRESHOLD).spread(dSae));
        }
        return tensors;
    }

    private static Architecture architecture(Settings config, Weights weights) {
        if (weights.has(THRESHOLD)) {
            return Architecture.JUMPRELU;
        }
        Optional<String> activation = config.text("activation");
        return switch (activation.orElse("relu")) {
            case "relu" -> Architecture.STANDARD;
            case "topk" -> Architecture.TOPK;
            default -> throw config.invalid("activation", "relu or topk");
        };
    }
}
