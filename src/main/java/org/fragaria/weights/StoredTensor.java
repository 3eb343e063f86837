package org.fragaria.weights;

import java.util.Arrays;
import java.util.List;

/**
 * One tensor of a file, as its header declares it; the header has been validated, so the sizes agree. Row-major, little
 * endian.
 *
 * @param name the key in the file, e.g. {@code W_enc}
 * @param dtype element type
 * @param shape dimensions, outermost first; empty for a scalar
 * @param offset bytes from the beginning of the file to the first element (before inflation, in a compressed entry)
 * @param bytes length of the tensor in bytes: elements × bytes of one
 */
public record StoredTensor(String name, DType dtype, List<Long> shape, long offset, long bytes) {

    public StoredTensor {
        shape = List.copyOf(shape);
    }

    /** How many elements there are. */
    public long elements() {
        return bytes / dtype.bytes();
    }

    /** How many dimensions there are. */
    public int rank() {
        return shape.size();
    }

    /** The size of dimension {@code axis}, from 0. */
    public long dimension(int axis) {
        return shape.get(axis);
    }

    /** The shape as an array, e.g. for a tensor library. */
    public long[] dimensions() {
        return shape.stream().mapToLong(Long::longValue).toArray();
    }

    /** Whether the shape is exactly this. */
    public boolean hasShape(long... expected) {
        return Arrays.equals(dimensions(), expected);
    }
}
