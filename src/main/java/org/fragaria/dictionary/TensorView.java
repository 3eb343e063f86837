package org.fragaria.dictionary;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.jspecify.annotations.Nullable;

import org.fragaria.problem.InvalidException;
import org.fragaria.weights.DType;
import org.fragaria.weights.StoredTensor;
import org.fragaria.weights.Weights;

/**
 * A vector or matrix as the arithmetic wants it, seen through to how a file has it: perhaps transposed, multiplied by a
 * number, or its exponential; or one number for all elements. Nothing is read until asked for, and a row or column only
 * reads its own elements. Immutable; safe for any thread while the file is open.
 */
final class TensorView {

    /** Elements read at a time where a matrix must be converted: 256 MB. */
    private static final long CHUNK = 1 << 26;

    private final @Nullable Weights weights;
    private final String name;
    private final boolean transposed;
    private final boolean exponential;
    private final double factor;
    private final List<Long> shape;

    private TensorView(
            @Nullable Weights weights,
            String name,
            boolean transposed,
            boolean exponential,
            double factor,
            List<Long> shape) {
        this.weights = weights;
        this.name = name;
        this.transposed = transposed;
        this.exponential = exponential;
        this.factor = factor;
        this.shape = shape;
    }

    /**
     * A tensor as it is stored.
     *
     * @throws org.fragaria.problem.NotFoundException if there is none of that name
     * @throws InvalidException if its elements are not floating-point numbers
     */
    static TensorView of(Weights weights, String name) {
        StoredTensor tensor = weights.info(name);
        if (!tensor.dtype().floating()) {
            throw new InvalidException(
                    "File " + weights.file(name) + ": tensor '" + name + "': expected floating-point elements, found "
                            + tensor.dtype().name() + ".");
        }
        return new TensorView(weights, name, false, false, 1, tensor.shape());
    }

    /** One number for all elements of a vector. */
    static TensorView constant(double value, long length) {
        return new TensorView(null, Double.toString(value), false, false, value, List.of(length));
    }

    /** A matrix with rows and columns exchanged: linear layers of PyTorch are stored {@code [out, in]}. */
    TensorView transposed() {
        return new TensorView(weights, name, !transposed, exponential, factor, shape.reversed());
    }

    /** Its exponential, for thresholds that are stored as logarithms. */
    TensorView exp() {
        return new TensorView(weights, name, transposed, true, factor, shape);
    }

    /** Multiplied by a number. */
    TensorView times(double other) {
        return new TensorView(weights, name, transposed, exponential, factor * other, shape);
    }

    /** A scalar, or a vector of one element, as a vector of equal elements. */
    TensorView spread(long length) {
        boolean one = shape.stream().allMatch(d -> d == 1);
        return one && length != 1 ? constant(floats(0, 1)[0], length) : this;
    }

    /** The shape of the view. */
    List<Long> shape() {
        return shape;
    }

    /** File and tensor, for messages. */
    String where() {
        return weights == null ? "Constant " + name : "File " + weights.file(name) + ": tensor '" + name + "'";
    }

    /** A vector's elements, or a matrix's as they are stored. */
    private float[] floats(long first, int count) {
        if (weights == null) {
            float[] values = new float[count];
            Arrays.fill(values, (float) factor);
            return values;
        }
        return computed(weights.floats(name, first, count));
    }

    private float[] computed(float[] values) {
        for (int i = 0; exponential && i < values.length; i++) {
            values[i] = (float) Math.exp(values[i]);
        }
        for (int i = 0; factor != 1 && i < values.length; i++) {
            values[i] *= (float) factor;
        }
        return values;
    }

    /** All elements of a vector. */
    float[] vector() {
        return floats(0, Math.toIntExact(shape.get(0)));
    }

    /** One element of a vector. */
    float at(long index) {
        return floats(index, 1)[0];
    }

    /** One row of a matrix. */
    float[] row(long index) {
        return transposed ? strided(index, shape.get(0), shape.get(1)) : contiguous(index, shape.get(1));
    }

    /** One column of a matrix. */
    float[] column(long index) {
        return transposed ? contiguous(index, shape.get(0)) : strided(index, shape.get(1), shape.get(0));
    }

    private float[] contiguous(long index, long length) {
        return floats(index * length, Math.toIntExact(length));
    }

    /** Every {@code stride}-th element as stored, from {@code first}. */
    private float[] strided(long first, long stride, long length) {
        float[] values = new float[Math.toIntExact(length)];
        for (int i = 0; i < values.length; i++) {
            values[i] = floats(first + i * stride, 1)[0];
        }
        return values;
    }

    /**
     * A matrix on the device: the mapped file itself where it is float32, aligned, and nothing is computed. A transposed
     * one is a view of that, in which the second index does not run fastest.
     */
    NDArray matrix(NDManager manager) {
        NDArray stored = stored(manager);
        if (!transposed) {
            return stored;
        }
        NDArray view = stored.transpose();
        view.attach(manager);
        return view;
    }

    private NDArray stored(NDManager manager) {
        if (weights == null) {
            throw new IllegalStateException(where() + " is no matrix");
        }
        StoredTensor tensor = weights.info(name);
        Shape asStored = new Shape(tensor.dimensions());
        if (tensor.dtype() == DType.F32 && tensor.bytes() <= Integer.MAX_VALUE && !exponential) {
            ByteBuffer mapped = weights.bytes(name).order(ByteOrder.nativeOrder());
            if (mapped.alignmentOffset(0, Float.BYTES) == 0) {
                return times(manager.create(mapped, asStored, DataType.FLOAT32), factor);
            }
        }
        long columns = asStored.get(1);
        int rowsAtOnce = (int) Math.max(1, CHUNK / columns);
        NDList parts = new NDList();
        for (long row = 0; row < asStored.get(0); row += rowsAtOnce) {
            int rows = (int) Math.min(rowsAtOnce, asStored.get(0) - row);
            float[] values = floats(row * columns, Math.toIntExact(rows * columns));
            parts.add(manager.create(values, new Shape(rows, columns)));
        }
        if (parts.size() == 1) {
            return parts.get(0);
        }
        try (parts) {
            return NDArrays.concat(parts);
        }
    }

    private static NDArray times(NDArray stored, double factor) {
        if (factor == 1) {
            return stored;
        }
        try (stored) {
            return stored.mul((float) factor);
        }
    }
}
