package org.fragaria.dictionary;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

import org.fragaria.problem.InvalidException;
import org.fragaria.weights.StoredTensor;
import org.fragaria.weights.Weights;

/**
 * What the features of one layer of a cross-layer transcoder write: to each layer from their own to the last one row of
 * {@code W_dec_{i} [dSae, targets, dOut]}, row-major, so that the rows of one feature lie together. Nothing is read until
 * asked for, and then only the rows that are needed. Immutable; safe for any thread while the file is open.
 */
final class CrossLayerDecoder {

    /** Elements read at a time: 64 MB. */
    private static final int CHUNK = 1 << 24;

    private final Weights weights;
    private final String name;
    private final int layer;
    private final int dSae;
    private final int targets;
    private final int dOut;

    /**
     * The decoder of a layer, opened and not read.
     *
     * @throws InvalidException if the tensor has other than three dimensions, or its elements are not floating-point
     *     numbers
     */
    CrossLayerDecoder(Weights weights, String name, int layer) {
        StoredTensor tensor = weights.info(name);
        if (tensor.rank() != 3 || !tensor.dtype().floating() || tensor.elements() == 0) {
            throw new InvalidException("File " + weights.file(name) + ": tensor '" + name
                    + "': expected floating-point elements [features, layers from " + layer
                    + " to the last, width], found " + tensor.dtype() + " " + tensor.shape() + ".");
        }
        this.weights = weights;
        this.name = name;
        this.layer = layer;
        dSae = Math.toIntExact(tensor.dimension(0));
        targets = Math.toIntExact(tensor.dimension(1));
        dOut = Math.toIntExact(tensor.dimension(2));
    }

    /** Number of features. */
    int dSae() {
        return dSae;
    }

    /** Width of what is written. */
    int dOut() {
        return dOut;
    }

    /** Number of layers of the whole transcoder: those before the own one, and those that are written to. */
    int layers() {
        return Math.addExact(layer, targets);
    }

    /** File and tensor, for messages. */
    String where() {
        return "File " + weights.file(name) + ": tensor '" + name + "'";
    }

    /**
     * What a unit of a feature adds at one layer, {@code [dOut]}.
     *
     * @param target the layer written to, from the own one to the last
     * @throws InvalidException if it does not write there
     */
    float[] row(int feature, int target) {
        if (target < layer || target >= layers()) {
            throw new InvalidException(where() + ": features of layer " + layer + " write to the layers " + layer
                    + " to " + (layers() - 1) + ", not to layer " + target + ".");
        }
        return weights.floats(name, ((long) feature * targets + target - layer) * dOut, dOut);
    }

    /** The sum of a feature's rows over all layers that it writes to, {@code [dOut]}. */
    float[] sum(int feature) {
        return sums(feature, 1);
    }

    /** Sums over layers, in double precision, {@code [features · dOut]}. */
    private float[] sums(int first, int features) {
        float[] rows = weights.floats(
                name, (long) first * targets * dOut, Math.multiplyExact(features, Math.multiplyExact(targets, dOut)));
        float[] sums = new float[features * dOut];
        for (int at = 0; at < sums.length; at++) {
            int from = at / dOut * targets * dOut + at % dOut;
            double sum = 0;
            for (int t = 0; t < targets; t++) {
                sum += rows[from + t * dOut];
            }
            sums[at] = (float) sum;
        }
        return sums;
    }

    /** {@link #sum} of all features, {@code [dSae, dOut]}; reads the whole file once, in parts. */
    NDArray sum(NDManager manager) {
        int atOnce = (int) Math.max(1, CHUNK / ((long) targets * dOut));
        NDList parts = new NDList();
        for (int first = 0; first < dSae; first += atOnce) {
            int features = Math.min(atOnce, dSae - first);
            parts.add(manager.create(sums(first, features), new Shape(features, dOut)));
        }
        if (parts.size() == 1) {
            return parts.get(0);
        }
        try (parts) {
            return NDArrays.concat(parts);
        }
    }

    /**
     * What activations add at one layer. Rows of features that are active nowhere are not read.
     *
     * @param activations {@code [n, dSae]} float32
     * @param target the layer written to
     * @return {@code [n, dOut]} float32, in the manager of {@code activations}
     */
    NDArray written(NDArray activations, int target) {
        int n = Math.toIntExact(activations.getShape().get(0));
        float[] all = activations.toFloatArray();
        int[] active = active(all);
        NDManager owner = activations.getManager();
        if (active.length == 0) {
            return owner.zeros(new Shape(n, dOut));
        }
        float[] some = new float[Math.multiplyExact(n, active.length)];
        float[] rows = new float[Math.multiplyExact(active.length, dOut)];
        for (int i = 0; i < active.length; i++) {
            System.arraycopy(row(active[i], target), 0, rows, i * dOut, dOut);
            for (int t = 0; t < n; t++) {
                some[t * active.length + i] = all[t * dSae + active[i]];
            }
        }
        try (NDManager scratch = owner.newSubManager()) {
            NDArray written = scratch.create(some, new Shape(n, active.length))
                    .matMul(scratch.create(rows, new Shape(active.length, dOut)));
            written.attach(owner);
            return written;
        }
    }

    /** The features that are not zero everywhere. */
    private int[] active(float[] activations) {
        boolean[] anywhere = new boolean[dSae];
        for (int at = 0; at < activations.length; at++) {
            anywhere[at % dSae] |= activations[at] != 0;
        }
        return java.util.stream.IntStream.range(0, dSae)
                .filter(feature -> anywhere[feature])
                .toArray();
    }
}
