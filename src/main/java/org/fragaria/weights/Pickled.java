package org.fragaria.weights;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a pickle of tensors may hold, besides Java's own {@code String}, {@code Long}, {@code Double}, {@code Boolean},
 * {@code List} and {@code Map}: nothing here can run code or name a class to be loaded.
 */
sealed interface Pickled {

    /** Python's None. */
    enum None implements Pickled {
        NONE
    }

    /** The place on the stack where a tuple, list or dict begins. */
    enum Mark implements Pickled {
        MARK
    }

    /** A Python tuple. */
    record Tuple(List<Object> items) implements Pickled {}

    /**
     * Elements in an entry of the archive.
     *
     * @param key the entry is {@code data/{key}}
     * @param elements how many
     */
    record Storage(DType dtype, String key, long elements) implements Pickled {}

    /**
     * A tensor on a storage.
     *
     * @param first index of the first element in the storage
     * @param strides elements from one index to the next, per dimension
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Tensor(Storage storage, long first, List<Long> shape, long[] strides) implements Pickled {}

    /** The names that a pickle may look up, with what they stand for: all that {@code torch.save} needs for tensors. */
    enum Global implements Pickled {
        REBUILD_TENSOR("torch._utils._rebuild_tensor_v2"),
        REBUILD_PARAMETER("torch._utils._rebuild_parameter"),
        ORDERED_DICT("collections.OrderedDict"),
        SIZE("torch.Size"),
        DEVICE("torch.device"),
        FLOAT_STORAGE("torch.FloatStorage", DType.F32),
        HALF_STORAGE("torch.HalfStorage", DType.F16),
        BFLOAT16_STORAGE("torch.BFloat16Storage", DType.BF16),
        DOUBLE_STORAGE("torch.DoubleStorage", DType.F64),
        LONG_STORAGE("torch.LongStorage", DType.I64),
        INT_STORAGE("torch.IntStorage", DType.I32),
        SHORT_STORAGE("torch.ShortStorage", DType.I16),
        CHAR_STORAGE("torch.CharStorage", DType.I8),
        BYTE_STORAGE("torch.ByteStorage", DType.U8),
        BOOL_STORAGE("torch.BoolStorage", DType.BOOL);

        /** Element types by their names, e.g. {@code torch.float32}; in files they are settings. */
        private static final List<String> DTYPES = List.of(
                "float32", "float16", "bfloat16", "float64", "int64", "int32", "int16", "int8", "uint8", "bool");

        private static final Map<String, Global> BY_NAME = java.util.Arrays.stream(values())
                .collect(java.util.stream.Collectors.toUnmodifiableMap(Global::python, g -> g));

        private final String python;
        private final java.util.Optional<DType> dtype;

        Global(String python) {
            this.python = python;
            dtype = java.util.Optional.empty();
        }

        Global(String python, DType dtype) {
            this.python = python;
            this.dtype = java.util.Optional.of(dtype);
        }

        String python() {
            return python;
        }

        /** The element type, if this is a kind of storage. */
        java.util.Optional<DType> dtype() {
            return dtype;
        }

        static java.util.Optional<Global> find(String name) {
            return java.util.Optional.ofNullable(BY_NAME.get(name));
        }

        /** Whether a name is that of an element type. */
        static boolean isDtype(String name) {
            return name.startsWith("torch.")
                    && DTYPES.contains(name.substring(6).toLowerCase(Locale.ROOT));
        }
    }
}
