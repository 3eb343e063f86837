package org.fragaria.dictionary;

import java.util.Map;
import java.util.Optional;

/**
 * A dictionary between the reader of its format and the arithmetic: the same for all formats. Tensors by canonical name,
 * with {@code x} a row: {@code W_enc [dIn, dSae]}, {@code W_dec [dSae, dOut]}, {@code b_enc [dSae]}, {@code b_dec [dOut]};
 * gated {@code b_gate}, {@code b_mag}, {@code r_mag [dSae]} in place of {@code b_enc}; jumprelu {@code threshold [dSae]};
 * with a skip connection {@code W_skip [dIn, dOut]}; older SAELens {@code scaling_factor [dSae]}. They are views: nothing
 * is read yet.
 *
 * @param config what the files say, or what {@code provenance} says was assumed
 * @param tensors by canonical name
 * @param provenance where it comes from
 * @param crossLayer what stands for {@code W_dec} in a layer of a cross-layer transcoder
 */
record CanonicalDictionary(
        DictionaryConfig config,
        Map<String, TensorView> tensors,
        Provenance provenance,
        Optional<CrossLayerDecoder> crossLayer) {

    CanonicalDictionary {
        tensors = Map.copyOf(tensors);
    }

    /** A dictionary that writes to one place. */
    CanonicalDictionary(DictionaryConfig config, Map<String, TensorView> tensors, Provenance provenance) {
        this(config, tensors, provenance, Optional.empty());
    }

    /** With the input scale {@code s} of training folded: {@code W_enc · s}, {@code W_dec / s}, {@code b_dec / s}. */
    CanonicalDictionary folded(double s) {
        Map<String, TensorView> scaled = new java.util.HashMap<>(tensors);
        scaled.computeIfPresent(DictionaryTensors.W_ENC, (name, view) -> view.times(s));
        scaled.computeIfPresent(DictionaryTensors.W_DEC, (name, view) -> view.times(1 / s));
        scaled.computeIfPresent(DictionaryTensors.B_DEC, (name, view) -> view.times(1 / s));
        return new CanonicalDictionary(config.with(Normalization.NONE), scaled, provenance, crossLayer);
    }

    /** The same weights with other settings. */
    CanonicalDictionary with(DictionaryConfig other) {
        return new CanonicalDictionary(other, tensors, provenance);
    }

    /** With rows and columns of a matrix exchanged, by its canonical name. */
    CanonicalDictionary transposed(String matrix) {
        Map<String, TensorView> turned = new java.util.HashMap<>(tensors);
        turned.computeIfPresent(matrix, (name, view) -> view.transposed());
        return new CanonicalDictionary(config, turned, provenance);
    }
}
