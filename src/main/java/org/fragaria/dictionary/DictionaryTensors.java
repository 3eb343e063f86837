package org.fragaria.dictionary;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

import org.fragaria.problem.InvalidException;

/**
 * The tensors of one dictionary, shapes checked on opening. Names and orientation: see {@link CanonicalDictionary}.
 */
final class DictionaryTensors {

    static final String W_ENC = "W_enc";
    static final String W_DEC = "W_dec";
    static final String B_ENC = "b_enc";
    static final String B_DEC = "b_dec";
    static final String W_SKIP = "W_skip";
    static final String THRESHOLD = "threshold";
    static final String SCALING_FACTOR = "scaling_factor";

    private final DictionaryConfig config;
    private final Map<String, TensorView> views;
    private final Optional<CrossLayerDecoder> crossLayer;
    private final String origin;

    DictionaryTensors(CanonicalDictionary dictionary) {
        config = dictionary.config();
        views = dictionary.tensors();
        crossLayer = dictionary.crossLayer();
        origin = dictionary.provenance().files().isEmpty()
                ? "Dictionary"
                : "Dictionary " + dictionary.provenance().files().getLast();
        check(W_ENC, config.dIn(), config.dSae());
        crossLayer.ifPresentOrElse(this::check, () -> check(W_DEC, config.dSae(), config.dOut()));
        check(B_DEC, config.dOut());
        switch (config.architecture()) {
            case STANDARD, TOPK, GROUPMAX -> check(B_ENC, config.dSae());
            case JUMPRELU -> Stream.of(B_ENC, THRESHOLD).forEach(n -> check(n, config.dSae()));
            case GATED -> Stream.of("b_gate", "b_mag", "r_mag").forEach(n -> check(n, config.dSae()));
        }
        if (hasSkip()) {
            check(W_SKIP, config.dIn(), config.dOut());
        }
    }

    private void check(CrossLayerDecoder decoder) {
        if (decoder.dSae() != config.dSae()) {
            throw new InvalidException(decoder.where() + ": expected rows of " + config.dSae()
                    + " features, as its encoder has, found " + decoder.dSae()
                    + ": the two files do not belong together.");
        }
    }

    private boolean hasSkip() {
        return config.transcoding().filter(Transcoding::skip).isPresent();
    }

    private void check(String name, long... shape) {
        String declared = config.architecture().id() + " with d_in " + config.dIn() + ", d_sae " + config.dSae();
        TensorView view = views.get(name);
        if (view == null) {
            throw new InvalidException(origin + ": expected tensor '" + name + "' with shape " + Arrays.toString(shape)
                    + " (" + declared + "), found none; there are "
                    + String.join(", ", views.keySet().stream().sorted().toList()) + ".");
        }
        long[] found = view.shape().stream().mapToLong(Long::longValue).toArray();
        if (!Arrays.equals(found, shape)) {
            boolean turned = shape.length == 2 && Arrays.equals(found, new long[] {shape[1], shape[0]});
            throw new InvalidException(view.where() + ": expected shape " + Arrays.toString(shape) + " (" + declared
                    + "), found shape " + view.shape()
                    + (turned
                            ? ": it is transposed, so this is not the layout of its format."
                            : ": settings and weights do not belong together."));
        }
    }

    /** The scale of decoder rows that older layouts call {@code scaling_factor [dSae]}; empty if none or all ones. */
    Optional<float[]> finetuningScale() {
        TensorView view = views.get(SCALING_FACTOR);
        if (view == null) {
            return Optional.empty();
        }
        check(SCALING_FACTOR, config.dSae());
        float[] scale = view.vector();
        boolean ones = true;
        for (float s : scale) {
            ones &= Math.abs(s - 1) <= 1e-5;
        }
        if (ones) {
            return Optional.empty();
        }
        if (!config.finetuningScaling()) {
            throw new InvalidException(view.where()
                    + ": expected all ones, since cfg.json does not say finetuning_scaling_factor: true, found other"
                    + " values. Which of the two is right cannot be known: ask who made the dictionary.");
        }
        return Optional.of(scale);
    }

    private TensorView view(String name) {
        TensorView view = views.get(name);
        if (view == null) {
            throw new IllegalArgumentException(config.architecture() + " has no tensor " + name);
        }
        return view;
    }

    /** The encoder, {@code [dIn, dSae]}. */
    NDArray encoder(NDManager manager) {
        return view(W_ENC).matrix(manager);
    }

    /** The decoder, {@code [dSae, dOut]}; of a cross-layer transcoder the sum over the layers that are written to. */
    NDArray decoder(NDManager manager) {
        return crossLayer.map(decoder -> decoder.sum(manager)).orElseGet(() -> view(W_DEC)
                .matrix(manager));
    }

    /** What is written to each layer. */
    Optional<CrossLayerDecoder> crossLayer() {
        return crossLayer;
    }

    /** What is added of the input, {@code [dIn, dOut]}, if anything is. */
    Optional<NDArray> skip(NDManager manager) {
        return hasSkip() ? Optional.of(view(W_SKIP).matrix(manager)) : Optional.empty();
    }

    float[] decoderBias() {
        return view(B_DEC).vector();
    }

    /** A vector over features. */
    float[] perFeature(String name) {
        return view(name).vector();
    }

    /** One element of a vector over features. */
    float perFeature(String name, int feature) {
        return view(name).at(feature);
    }

    /** One feature's weights of the encoder, {@code [dIn]}. */
    float[] encoderColumn(int feature) {
        return view(W_ENC).column(feature);
    }

    /** One feature's row of {@link #decoder}, {@code [dOut]}. */
    float[] decoderRow(int feature) {
        return crossLayer.map(decoder -> decoder.sum(feature)).orElseGet(() -> view(W_DEC)
                .row(feature));
    }
}
