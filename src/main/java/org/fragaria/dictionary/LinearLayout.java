package org.fragaria.dictionary;

import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.fragaria.problem.InvalidException;
import org.fragaria.weights.Weights;

/** Tensors that are stored as PyTorch's linear layers, {@code [out, in]}, in canonical names and orientation. */
final class LinearLayout {

    private LinearLayout() {}

    /**
     * An encoder {@code [dSae, dIn]} and a decoder {@code [dOut, dSae]}.
     *
     * @param names where they are, in the order {@code W_enc, b_enc, W_dec, b_dec}
     */
    static Map<String, TensorView> of(Weights weights, String... names) {
        Map<String, TensorView> tensors = new HashMap<>();
        tensors.put(
                DictionaryTensors.W_ENC,
                requireMatrix(TensorView.of(weights, names[0])).transposed());
        tensors.put(DictionaryTensors.B_ENC, TensorView.of(weights, names[1]));
        tensors.put(
                DictionaryTensors.W_DEC,
                requireMatrix(TensorView.of(weights, names[2])).transposed());
        tensors.put(DictionaryTensors.B_DEC, TensorView.of(weights, names[3]));
        return tensors;
    }

    /**
     * A matrix, after checking that it is one.
     *
     * @throws InvalidException if it has other than two dimensions
     */
    static TensorView requireMatrix(@Nullable TensorView view) {
        if (view == null || view.shape().size() != 2) {
            throw new InvalidException((view == null ? "A tensor" : view.where()) + ": expected two dimensions, found "
                    + (view == null ? "none" : view.shape()) + ".");
        }
        return view;
    }

    /** The width of what is read, of tensors in canonical orientation. */
    static long dIn(Map<String, TensorView> tensors) {
        return requireMatrix(tensors.get(DictionaryTensors.W_ENC)).shape().get(0);
    }

    /** The number of features, of tensors in canonical orientation. */
    static long dSae(Map<String, TensorView> tensors) {
        return requireMatrix(tensors.get(DictionaryTensors.W_ENC)).shape().get(1);
    }

    /** The width of what is written, of tensors in canonical orientation. */
    static long dOut(Map<String, TensorView> tensors) {
        return requireMatrix(tensors.get(DictionaryTensors.W_DEC)).shape().get(1);
    }
}
