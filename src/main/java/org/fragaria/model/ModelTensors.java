package org.fragaria.model;

import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.jspecify.annotations.Nullable;

import org.fragaria.problem.InvalidException;
import org.fragaria.torch.Linear;
import org.fragaria.torch.Precision;
import org.fragaria.torch.TorchOps;
import org.fragaria.weights.DType;
import org.fragaria.weights.Weights;

/**
 * The weights of a model as tensors, each checked against the shape that the configuration promises. Float32 weights
 * are not copied: the tensor is the mapped file. Others are converted to float32.
 */
final class ModelTensors {

    private final Path folder;
    private final Weights weights;
    private final NDManager manager;
    private final Precision precision;
    private final String prefix;

    private ModelTensors(Path folder, Weights weights, NDManager manager, Precision precision, String prefix) {
        this.folder = folder;
        this.weights = weights;
        this.manager = manager;
        this.precision = precision;
        this.prefix = prefix;
    }

    /** Reads from opened weights; {@code folder} is named in errors. */
    ModelTensors(Path folder, Weights weights, NDManager manager, Precision precision) {
        this(folder, weights, manager, precision, "");
    }

    /** The same weights where names begin with the first of some prefixes that a tensor of every such model has. */
    ModelTensors under(String anchor, String... prefixes) {
        return Arrays.stream(prefixes)
                .filter(p -> weights.names().contains(p + anchor))
                .findFirst()
                .map(p -> new ModelTensors(folder, weights, manager, precision, p))
                .orElse(this);
    }

    /** A tensor by name, float32, with the shape expected. */
    NDArray get(String name, long... shape) {
        String full = prefix + name;
        if (!weights.names().contains(full)) {
            throw new InvalidException(folder + " lacks the tensor '" + full + "', expected with shape "
                    + Arrays.toString(shape) + ". Is config.json of the same model?");
        }
        long[] found = weights.info(full).dimensions();
        if (!Arrays.equals(found, shape)) {
            throw new InvalidException(weights.file(full) + ", tensor '" + full + "': config.json asks for shape "
                    + Arrays.toString(shape) + ", the file has " + Arrays.toString(found) + ".");
        }
        if (weights.info(full).dtype() == DType.F32 && weights.info(full).bytes() <= Integer.MAX_VALUE) {
            return manager.create(
                    weights.bytes(full).order(ByteOrder.nativeOrder()), new Shape(shape), DataType.FLOAT32);
        }
        return manager.create(weights.floats(full), new Shape(shape));
    }

    /** A linear layer stored as {@code [out, in]}. */
    Linear linear(String name, int in, int out, boolean biased) {
        String unexpected = prefix + name + ".bias";
        if (!biased && weights.names().contains(unexpected)) {
            throw new InvalidException(weights.file(unexpected) + " has the tensor '" + unexpected
                    + "', but config.json describes a model without it. Is it of the same model?");
        }
        return layer(get(name + ".weight", out, in), biased ? get(name + ".bias", out) : null);
    }

    /** A layer norm of width {@code d}. */
    Norm layerNorm(String name, int d, double eps) {
        return new Norm(get(name + ".weight", d), get(name + ".bias", d), eps);
    }

    /** The unembedding: the embedding where the two are tied, else a tensor of its own. */
    Linear unembedding(ModelConfig shape, NDArray tokens, String name) {
        return layer(
                shape.tied()
                        ? tokens
                        : under(name, "", "language_model.").get(name, shape.vocabulary(), shape.dModel()),
                null);
    }

    /** A linear layer stored as {@code [in, out]} (GPT-2's Conv1D); transposed once. */
    Linear conv1d(String name, int in, int out) {
        try (NDArray stored = get(name + ".weight", in, out);
                NDArray transposed = stored.transpose()) {
            // A product with a transposed view is slower and cannot be packed, so the copy is made here.
            return layer(TorchOps.contiguous(transposed), get(name + ".bias", out));
        }
    }

    Linear layer(NDArray weight, @Nullable NDArray bias) {
        return new Linear(weight, bias, precision);
    }

    NDManager manager() {
        return manager;
    }
}
