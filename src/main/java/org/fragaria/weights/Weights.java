package org.fragaria.weights;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.fragaria.problem.InvalidException;
import org.fragaria.problem.NotFoundException;
import org.fragaria.problem.TooLargeException;

/**
 * Named tensors in one or several files, memory-mapped: opening reads headers only, and numbers are read when asked for.
 * Immutable; safe for any thread until closed. The files must not be shortened meanwhile. Buffers stay readable after
 * closing: the operating system frees a mapping when the last buffer on it is garbage.
 */
public interface Weights extends AutoCloseable {

    /** The file that a folder with one file of weights holds. */
    String SINGLE = "model.safetensors";

    /** The file that a folder with shards holds. */
    String INDEX = "model.safetensors.index.json";

    /** Their elder names, for files of PyTorch. */
    String TORCH_SINGLE = "pytorch_model.bin";

    String TORCH_INDEX = "pytorch_model.bin.index.json";

    /**
     * Opens weights.
     *
     * @param path a file (safetensors, NumPy's {@code .npz}, PyTorch's zip file: told apart by their first bytes), an index
     *     of shards ({@code .index.json}), or a folder that holds {@value #SINGLE}, else {@value #INDEX}, else {@value
     *     #TORCH_SINGLE}, else {@value #TORCH_INDEX}
     * @throws NotFoundException if there is no such file or folder, or none of these in it
     * @throws InvalidException if a file does not hold what it declares, or is a pickle that only Python can read
     */
    static Weights open(Path path) {
        if (!Files.isDirectory(path)) {
            return path.toString().endsWith(".index.json") ? ShardedWeights.open(path) : WeightsFile.open(path);
        }
        for (String name : List.of(SINGLE, INDEX, TORCH_SINGLE, TORCH_INDEX)) {
            if (Files.exists(path.resolve(name))) {
                return open(path.resolve(name));
            }
        }
        try (Stream<Path> found = Files.list(path)) {
            throw new NotFoundException("Folder " + path + ": expected " + SINGLE + ", " + INDEX + ", " + TORCH_SINGLE
                    + " or " + TORCH_INDEX + ", found "
                    + found.map(f -> f.getFileName().toString())
                            .sorted()
                            .limit(20)
                            .collect(Collectors.joining(", "))
                    + ". Weights in other formats (e.g. .gguf) must be converted to safetensors first.");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The names of all tensors, in file order. */
    Set<String> names();

    /**
     * What a tensor is.
     *
     * @throws NotFoundException if there is none of that name; the message lists similar ones
     */
    StoredTensor info(String name);

    /** The file that holds a tensor. */
    Path file(String name);

    /** Whether there is a tensor of that name. */
    default boolean has(String name) {
        return names().contains(name);
    }

    /**
     * A part of a tensor's bytes.
     *
     * @param from bytes from the tensor's first
     * @param length bytes
     * @return a read-only, little-endian direct view, position 0, limit {@code length}; a copy where the file has the
     *     elements in another order
     * @throws InvalidException if the part does not lie inside the tensor
     */
    ByteBuffer bytes(String name, long from, int length);

    /**
     * All bytes of a tensor.
     *
     * @return as {@link #bytes(String, long, int)}
     * @throws TooLargeException if it has 2 GiB or more; then ask for parts
     */
    default ByteBuffer bytes(String name) {
        return bytes(name, 0, asInt(name, info(name).bytes(), "bytes"));
    }

    /**
     * All elements of a floating-point tensor as float32, row-major.
     *
     * @throws InvalidException if its elements are not floating-point numbers
     * @throws TooLargeException if its bytes or elements do not fit into one array; then ask for parts
     */
    default float[] floats(String name) {
        return floats(name, 0, asInt(name, info(name).elements(), "elements"));
    }

    /**
     * Some elements of a floating-point tensor as float32: exact from F16, BF16 and F32, rounded from F64.
     *
     * @param first index of the first element in row-major order
     * @param count how many
     * @throws InvalidException if the elements are not floating-point numbers or not inside the tensor
     */
    default float[] floats(String name, long first, int count) {
        StoredTensor tensor = info(name);
        if (!tensor.dtype().floating()) {
            throw new InvalidException("File " + file(name) + ": tensor '" + name
                    + "': expected floating-point elements (F16, BF16, F32, F64), found " + tensor.dtype() + ".");
        }
        int size = tensor.dtype().bytes();
        return Elements.floats(bytes(name, first * size, asInt(name, (long) count * size, "bytes")), tensor.dtype());
    }

    /**
     * All elements of an integer or BOOL tensor (0 or 1), row-major.
     *
     * @throws InvalidException if its elements are floating-point numbers
     */
    default long[] longs(String name) {
        StoredTensor tensor = info(name);
        if (tensor.dtype().floating()) {
            throw new InvalidException("File " + file(name) + ": tensor '" + name
                    + "': expected whole numbers (I64, I32, I16, I8, U8, BOOL), found " + tensor.dtype() + ".");
        }
        return Elements.longs(bytes(name), tensor.dtype());
    }

    /** Forgets the mappings; buffers that were handed out stay readable. */
    @Override
    void close();

    private int asInt(String name, long count, String what) {
        if (count > Integer.MAX_VALUE - 8) {
            throw new TooLargeException("File " + file(name) + ": tensor '" + name + "' has " + count + " " + what
                    + ", more than one array or buffer holds: read it in parts.");
        }
        return (int) count;
    }
}
