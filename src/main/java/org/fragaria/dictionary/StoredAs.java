package org.fragaria.dictionary;

import org.fragaria.problem.InvalidException;
import org.fragaria.weights.DType;

/** How the weights of a written dictionary are stored; read back, they are float32. */
public enum StoredAs {
    /** Exact. */
    FLOAT32(DType.F32),
    /** IEEE 754 binary16: 11 significant bits, up to 65504. */
    FLOAT16(DType.F16),
    /** 8 significant bits, the range of float32. */
    BFLOAT16(DType.BF16);

    private final DType dtype;

    StoredAs(DType dtype) {
        this.dtype = dtype;
    }

    /** The name in {@code cfg.json}, which is PyTorch's. */
    public String id() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    DType dtype() {
        return dtype;
    }

    /**
     * Checks that a tensor's values can be stored.
     *
     * @throws InvalidException if one of them is no number, or would be rounded to infinity
     */
    void require(String tensor, float[] values) {
        for (int i = 0; i < values.length; i++) {
            float stored = this == FLOAT16 ? Float.float16ToFloat(Float.floatToFloat16(values[i])) : values[i];
            if (!Float.isFinite(stored)) {
                throw new InvalidException("Tensor '" + tensor + "', element " + i + ": expected a number that " + id()
                        + " can hold, found " + values[i] + ". Store the dictionary as bfloat16 or float32.");
            }
        }
    }
}
