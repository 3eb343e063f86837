package org.fragaria.dictionary;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.fragaria.weights.Weights;

/**
 * dictionary_learning: {@value #CONFIG} with {@code trainer.dict_class} and {@value #WEIGHTS}, a state dict of that class.
 * Batch-top-k and Matryoshka dictionaries select by their trained threshold, as the library does by default, so they are
 * jumprelu here. Source: saprmarks/dictionary_learning, {@code dictionary_learning/dictionary.py} and {@code
 * trainers/{top_k,batch_top_k,matryoshka_batch_top_k}.py}.
 */
final class DictionaryLearningFormat implements DictionaryFormat {

    private static final String CONFIG = "config.json";
    private static final String WEIGHTS = "ae.pt";
    private static final Pattern SUBMODULE = Pattern.compile("(resid_post|resid_pre)_layer_(\\d{1,4})");

    @Override
    public String id() {
        return "dictionary_learning";
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
        Settings trainer = config.part("trainer");
        Weights weights = files.weights(WEIGHTS);
        String name = trainer.requireText("dict_class");
        Map<String, TensorView> tensors = tensors(trainer, name, weights);
        long dSae = LinearLayout.dSae(tensors);
        tensors.computeIfPresent("threshold", (key, view) -> view.spread(dSae));
        ConfigDraft draft = new ConfigDraft(architecture(name), LinearLayout.dIn(tensors), dSae)
                .centred(!name.equals("AutoEncoderNew") && !name.equals("JumpReluAutoEncoder"))
                .unitDecoder(name.equals("AutoEncoder"))
                .model(trainer.text("lm_name"))
                .context(config.part("buffer").count("ctx_len"))
                .hook(hook(files, trainer));
        if (name.equals("AutoEncoderTopK")) {
            draft.k(weights.has("k") ? Math.toIntExact(weights.longs("k")[0]) : trainer.requireCount("k"));
        }
        if (name.equals("AutoEncoder")) {
            files.assume(
                    "Decoder rows are brought to norm 1, and the encoder scaled to match, as the library does when it"
                            + " loads an AutoEncoder.");
        }
        files.assume("Windows begin with BOS: the files do not say, and SAELens takes it so.");
        return new CanonicalDictionary(draft.config(), tensors, files.provenance(id()));
    }

    private static Architecture architecture(String dictClass) {
        return switch (dictClass) {
            case "GatedAutoEncoder" -> Architecture.GATED;
            case "AutoEncoderTopK" -> Architecture.TOPK;
            case "JumpReluAutoEncoder", "BatchTopKSAE", "MatryoshkaBatchTopKSAE" -> Architecture.JUMPRELU;
            default -> Architecture.STANDARD;
        };
    }

    private static Map<String, TensorView> tensors(Settings trainer, String dictClass, Weights weights) {
        return switch (dictClass) {
            case "AutoEncoder" -> linear(weights, "encoder.bias", "bias");
            case "AutoEncoderNew" -> linear(weights, "encoder.bias", "decoder.bias");
            case "AutoEncoderTopK" -> linear(weights, "encoder.bias", "b_dec");
            case "BatchTopKSAE" -> {
                Map<String, TensorView> tensors = linear(weights, "encoder.bias", "b_dec");
                tensors.put("threshold", TensorView.of(weights, "threshold"));
                yield tensors;
            }
            case "GatedAutoEncoder" -> {
                Map<String, TensorView> tensors = linear(weights, "gate_bias", "decoder_bias");
                tensors.put("b_gate", TensorView.of(weights, "gate_bias"));
                tensors.put("b_mag", TensorView.of(weights, "mag_bias"));
                tensors.put("r_mag", TensorView.of(weights, "r_mag"));
                yield tensors;
            }
            case "JumpReluAutoEncoder", "MatryoshkaBatchTopKSAE" -> {
                Map<String, TensorView> tensors = new HashMap<>();
                for (String name : List.of("W_enc", "b_enc", "W_dec", "b_dec", "threshold")) {
                    tensors.put(name, TensorView.of(weights, name));
                }
                yield tensors;
            }
            default ->
                throw trainer.invalid(
                        "dict_class",
                        "one of AutoEncoder, AutoEncoderNew, GatedAutoEncoder, JumpReluAutoEncoder, AutoEncoderTopK,"
                                + " BatchTopKSAE, MatryoshkaBatchTopKSAE");
        };
    }

    private static Map<String, TensorView> linear(Weights weights, String encoderBias, String decoderBias) {
        return LinearLayout.of(weights, "encoder.weight", encoderBias, "decoder.weight", decoderBias);
    }

    private static String hook(DictionaryFiles files, Settings trainer) {
        Optional<Matcher> named =
                trainer.text("submodule_name").map(SUBMODULE::matcher).filter(Matcher::find);
        Optional<Matcher> known = named.or(() -> files.inPath(SUBMODULE));
        if (known.isPresent()) {
            return "blocks." + known.get().group(2) + ".hook_" + known.get().group(1);
        }
        if (!trainer.root().path("layer").isInt()) {
            return "";
        }
        files.assume("The place is the residual stream after the layer: the files give the layer only.");
        return "blocks." + trainer.root().path("layer").intValue() + ".hook_resid_post";
    }
}
