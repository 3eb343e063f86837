package org.fragaria.model;

import java.util.Arrays;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

import ai.djl.ndarray.NDArray;

import org.fragaria.torch.TorchOps;

/** The nonlinearity of an MLP, plain or as a gate. Names: transformers, {@code activations.py}, {@code ACT2CLS}. */
enum Activation {
    SILU(List.of("silu", "swish"), TorchOps::silu, TorchOps::swiglu),
    GELU_TANH(List.of("gelu_new", "gelu_pytorch_tanh"), TorchOps::geluTanh, TorchOps::gegluTanh),
    GELU(List.of("gelu"), TorchOps::gelu, TorchOps::geglu);

    private final List<String> names;
    private final UnaryOperator<NDArray> plain;
    private final BinaryOperator<NDArray> gate;

    Activation(List<String> names, UnaryOperator<NDArray> plain, BinaryOperator<NDArray> gate) {
        this.names = names;
        this.plain = plain;
        this.gate = gate;
    }

    /**
     * The activation named under a key.
     *
     * @throws org.fragaria.problem.InvalidException if it is none of those a family computes
     */
    static Activation read(JsonFile file, String key, String otherwise, Activation... possible) {
        String name = file.textOr(otherwise, key);
        return Arrays.stream(possible)
                .filter(a -> a.names.contains(name))
                .findFirst()
                .orElseThrow(() -> file.wrong(
                        key,
                        "one of "
                                + Arrays.stream(possible)
                                        .flatMap(a -> a.names.stream())
                                        .toList(),
                        name));
    }

    NDArray apply(NDArray x) {
        return plain.apply(x);
    }

    /** {@code act(gate) · up}, elementwise. */
    NDArray gate(NDArray gate, NDArray up) {
        return this.gate.apply(gate, up);
    }
}
