package org.fragaria.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Set;

/**
 * Weights whose tensors may lie in any order of their dimensions: a contiguous one is read where it lies, another one is
 * gathered element by element for the part that is asked for. Base of {@link NpzFile} and {@link TorchZipFile}.
 */
abstract sealed class ArrayFile implements Weights permits NpzFile, TorchZipFile {

    private final MappedFile mapped;
    private final Map<String, Stored> arrays;

    /**
     * One array.
     *
     * @param tensor what it is, row-major
     * @param bytes where its elements are
     * @param first bytes in {@code bytes} before its first element
     * @param strides elements from one index to the next, per dimension, ≥ 0
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Stored(StoredTensor tensor, Bytes bytes, long first, long[] strides) {

        boolean contiguous() {
            long expected = 1;
            for (int axis = tensor.rank() - 1; axis >= 0; axis--) {
                if (tensor.dimension(axis) != 1 && strides[axis] != expected) {
                    return false;
                }
                expected *= tensor.dimension(axis);
            }
            return true;
        }

        /** Bytes from the first element to the end of the last one. */
        long span() {
            long elements = 1;
            for (int axis = 0; axis < strides.length; axis++) {
                elements += (tensor.dimension(axis) - 1) * strides[axis];
            }
            return tensor.elements() == 0 ? 0 : elements * tensor.dtype().bytes();
        }
    }

    /** Bytes that can be asked for in parts. */
    interface Bytes {
        ByteBuffer part(long from, int length);
    }

    ArrayFile(MappedFile mapped, Map<String, Stored> arrays) {
        this.mapped = mapped;
        this.arrays = arrays;
    }

    @Override
    public final Set<String> names() {
        return Collections.unmodifiableSet(arrays.keySet());
    }

    @Override
    public final StoredTensor info(String name) {
        return array(name).tensor();
    }

    private Stored array(String name) {
        Stored array = arrays.get(name);
        if (array == null) {
            throw SafetensorsFile.absent(mapped.path(), name, names());
        }
        return array;
    }

    @Override
    public final Path file(String name) {
        return mapped.path();
    }

    @Override
    public final ByteBuffer bytes(String name, long from, int length) {
        Stored array = array(name);
        SafetensorsFile.requirePart(mapped.path(), array.tensor(), from, length);
        if (length == 0) {
            return ByteBuffer.allocateDirect(0).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
        }
        return array.contiguous() ? array.bytes().part(array.first() + from, length) : gather(array, from, length);
    }

    /** A copy of the elements that cover {@code length} bytes from {@code from}. */
    private static ByteBuffer gather(Stored array, long from, int length) {
        int size = array.tensor().dtype().bytes();
        long firstElement = from / size;
        int count = (int) ((from + length - 1) / size - firstElement) + 1;
        ByteBuffer into = ByteBuffer.allocateDirect(Math.multiplyExact(count, size));
        long span = array.span();
        Bytes source = array.bytes();
        long base = array.first();
        if (span <= Integer.MAX_VALUE) {
            ByteBuffer all = source.part(base, (int) span);
            base = 0;
            source = (at, bytes) -> all.slice((int) at, bytes);
        }
        Walk walk = new Walk(array, firstElement);
        for (int i = 0; i < count; i++) {
            into.put(source.part(base + walk.next() * size, size));
        }
        int skipped = (int) (from - firstElement * size);
        return into.slice(skipped, length).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Walks over an array in row-major order and says where each element lies. */
    private static final class Walk {

        private final long[] shape;
        private final long[] strides;
        private final long[] index;
        private long at;

        Walk(Stored array, long first) {
            shape = array.tensor().dimensions();
            strides = array.strides();
            index = new long[shape.length];
            long rest = first;
            for (int axis = shape.length - 1; axis >= 0; axis--) {
                index[axis] = rest % shape[axis];
                rest /= shape[axis];
                at += index[axis] * strides[axis];
            }
        }

        long next() {
            long found = at;
            for (int axis = shape.length - 1; axis >= 0; axis--) {
                at += strides[axis];
                if (++index[axis] < shape[axis]) {
                    break;
                }
                at -= shape[axis] * strides[axis];
                index[axis] = 0;
            }
            return found;
        }
    }

    @Override
    public final void close() {
        mapped.close();
    }
}
