package org.fragaria.dictionary;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.node.MissingNode;

import org.fragaria.weights.Weights;

/**
 * One layer {@code i} of circuit-tracer's cross-layer transcoders. In {@code W_enc_{i}.safetensors} {@code W_enc_{i} [dSae,
 * dIn]}, {@code b_enc_{i}}, {@code b_dec_{i}}, perhaps {@code threshold_{i}} and {@code W_skip_{i} [dIn, dOut]}, applied as
 * {@code x · W_skip}; in {@code W_dec_{i}.safetensors} {@code W_dec_{i} [dSae, layers − i, dOut]}; {@code config.yaml} for
 * all. The features of a layer are read like any others; what they write is a {@link CrossLayerDecoder}'s, and what all
 * layers predict together a {@link CrossLayerTranscoder}'s. Source: safety-research/circuit-tracer, {@code
 * circuit_tracer/transcoder/cross_layer_transcoder.py}.
 */
final class CrossLayerFormat implements DictionaryFormat {

    private static final Pattern NAME = Pattern.compile("^W_(enc|dec)_(\\d{1,4})\\.safetensors$");
    private static final String CONFIG = "config.yaml";

    /** The file of a layer's encoder. */
    static String encoderFile(int layer) {
        return "W_enc_" + layer + ".safetensors";
    }

    private static String decoderFile(int layer) {
        return "W_dec_" + layer + ".safetensors";
    }

    /** The layers whose encoders are among some files, ascending. */
    static List<Integer> layers(List<String> names) {
        return names.stream()
                .map(NAME::matcher)
                .filter(m -> m.matches() && m.group(1).equals("enc"))
                .map(m -> Integer.valueOf(m.group(2)))
                .sorted()
                .toList();
    }

    @Override
    public String id() {
        return "circuit-tracer-clt";
    }

    @Override
    public String files() {
        return encoderFile(0).replace('0', 'N') + ", beside " + decoderFile(0).replace('0', 'N') + " and " + CONFIG;
    }

    @Override
    public boolean recognises(DictionaryFiles files) {
        return files.path().equals(files.folder())
                ? !layers(files.names()).isEmpty()
                : NAME.matcher(files.path().getFileName().toString()).matches();
    }

    /** The layer that was named, or the only one. */
    private static int layer(DictionaryFiles files) {
        if (files.path().equals(files.folder())) {
            List<Integer> layers = layers(files.names());
            if (layers.size() == 1) {
                return layers.getFirst();
            }
            throw files.invalid("expected one layer of a cross-layer transcoder, found " + layers.size()
                    + ". Name the file of one, e.g. " + files.folder().resolve(encoderFile(layers.getFirst())) + ".");
        }
        Matcher name = NAME.matcher(files.path().getFileName().toString());
        if (!name.matches() || !name.group(1).equals("enc")) {
            throw files.invalid("expected the file of a layer's encoder, found another one. Name W_enc_N.safetensors;"
                    + " the decoder is found beside it.");
        }
        return Integer.parseInt(name.group(2));
    }

    @Override
    public CanonicalDictionary read(DictionaryFiles files) {
        int layer = layer(files);
        if (!files.names().contains(decoderFile(layer))) {
            throw files.invalid("expected " + decoderFile(layer) + " beside " + encoderFile(layer) + ", found "
                    + files.listing() + ". Download both.");
        }
        Map<String, TensorView> tensors = tensors(files, layer);
        CrossLayerDecoder decoder = new CrossLayerDecoder(files.weights(decoderFile(layer)), "W_dec_" + layer, layer);
        Settings config = settings(files);
        String block = "blocks." + layer + ".";
        HookNames.Place place = HookNames.place(
                block + config.text("feature_input_hook").orElse("hook_resid_mid"), config.text("model_name"), true);
        ConfigDraft draft = new ConfigDraft(
                        tensors.containsKey(DictionaryTensors.THRESHOLD)
                                ? Architecture.JUMPRELU
                                : Architecture.STANDARD,
                        LinearLayout.dIn(tensors),
                        LinearLayout.dSae(tensors))
                .hook(place.hookName())
                .normalization(place.preGain() ? Normalization.RMS_NORM : Normalization.NONE)
                .model(config.text("model_name"))
                .transcodes(new Transcoding(
                        decoder.dOut(),
                        block + config.text("feature_output_hook").orElse("hook_mlp_out"),
                        tensors.containsKey(DictionaryTensors.W_SKIP),
                        Optional.of(new Transcoding.Span(layer, decoder.layers()))));
        files.assume(
                "Windows begin with BOS if the model has one; circuit-tracer sets activations at position 0 to zero,"
                        + " here they are as computed.");
        return new CanonicalDictionary(draft.config(), tensors, files.provenance(id()), Optional.of(decoder));
    }

    /** What is said of all layers, after checking that it is what this class reads. */
    private static Settings settings(DictionaryFiles files) {
        if (!files.has(CONFIG)) {
            files.assume("There is no " + CONFIG + ": it reads resid_mid and writes the MLP's output.");
            return new Settings(files.folder().resolve(CONFIG), MissingNode.getInstance());
        }
        Settings config = Settings.yaml(files.folder().resolve(CONFIG));
        if (!config.text("model_kind").orElse("cross_layer_transcoder").equals("cross_layer_transcoder")) {
            throw config.invalid("model_kind", "cross_layer_transcoder, as the names of the files say");
        }
        return config;
    }

    private static Map<String, TensorView> tensors(DictionaryFiles files, int layer) {
        Weights weights = files.weights(encoderFile(layer));
        String end = "_" + layer;
        Map<String, TensorView> tensors = new HashMap<>();
        TensorView encoder = LinearLayout.requireMatrix(TensorView.of(weights, "W_enc" + end));
        tensors.put(DictionaryTensors.W_ENC, encoder.transposed());
        tensors.put(DictionaryTensors.B_ENC, TensorView.of(weights, "b_enc" + end));
        tensors.put(DictionaryTensors.B_DEC, TensorView.of(weights, "b_dec" + end));
        if (weights.has("W_skip" + end)) {
            tensors.put(DictionaryTensors.W_SKIP, LinearLayout.requireMatrix(TensorView.of(weights, "W_skip" + end)));
        }
        if (weights.has("threshold" + end)) {
            TensorView threshold = TensorView.of(weights, "threshold" + end);
            tensors.put(DictionaryTensors.THRESHOLD, threshold);
            requirePositive(files, threshold);
        }
        return tensors;
    }

    /** circuit-tracer lets pre-activations below zero through where a threshold is: no activation here is negative. */
    private static void requirePositive(DictionaryFiles files, TensorView threshold) {
        if (threshold.shape().size() != 1) {
            throw files.invalid(
                    threshold.where() + ": expected a vector of thresholds, found shape " + threshold.shape() + ".");
        }
        float[] values = threshold.vector();
        for (int feature = 0; feature < values.length; feature++) {
            if (!(values[feature] >= 0)) {
                throw files.invalid(threshold.where() + ": expected thresholds from 0, found " + values[feature]
                        + " for feature " + feature + ": its activations would be negative, which is not supported.");
            }
        }
    }
}
