package org.fragaria.weights;

import java.util.Arrays;
import java.util.Optional;

/**
 * Element types of tensors in files; constants bear their safetensors names. In ascending order of safetensors' own
 * enumeration, by which its writer sorts tensors (huggingface/safetensors, {@code safetensors/src/tensor.rs}, Dtype).
 */
public enum DType {
    /** One byte, 0 or 1. */
    BOOL(1),
    U8(1),
    I8(1),
    I16(2),
    /** IEEE 754 binary16. */
    F16(2),
    /** The upper half of a binary32. */
    BF16(2),
    I32(4),
    F32(4),
    F64(8),
    I64(8);

    private final int bytes;

    DType(int bytes) {
        this.bytes = bytes;
    }

    /** Bytes of one element. */
    public int bytes() {
        return bytes;
    }

    /** Whether elements are floating-point numbers, which {@link Weights#floats(String)} can widen or narrow. */
    public boolean floating() {
        return this == F16 || this == BF16 || this == F32 || this == F64;
    }

    static Optional<DType> find(String name) {
        return Arrays.stream(values()).filter(d -> d.name().equals(name)).findFirst();
    }
}
