package org.fragaria.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.fragaria.problem.InvalidException;
import org.fragaria.problem.NotFoundException;

/** One safetensors file, memory-mapped. Lifetime and threads: see {@link Weights}. */
public final class SafetensorsFile implements Weights {

    private final MappedFile mapped;
    private final Path file;
    private final SafetensorsHeader header;

    private SafetensorsFile(MappedFile mapped) throws IOException {
        this.mapped = mapped;
        file = mapped.path();
        header = SafetensorsHeader.read(file, mapped.channel());
    }

    /**
     * Opens a file and validates its header completely.
     *
     * @throws NotFoundException if there is no such file
     * @throws InvalidException if the header is not one, or does not agree with itself or with the file's size
     * @throws org.fragaria.problem.UnavailableException if the file cannot be read or mapped
     */
    public static SafetensorsFile open(Path file) {
        return MappedFile.open(file, "a safetensors file", SafetensorsFile::new);
    }

    /** What the writer noted down ({@code __metadata__}), in file order; empty if nothing. */
    public Map<String, String> metadata() {
        return Collections.unmodifiableMap(header.metadata());
    }

    @Override
    public Set<String> names() {
        return Collections.unmodifiableSet(header.tensors().keySet());
    }

    @Override
    public StoredTensor info(String name) {
        StoredTensor tensor = header.tensors().get(name);
        if (tensor == null) {
            throw absent(file, name, names());
        }
        return tensor;
    }

    /** The error for a tensor that is not there; shows those whose last part is the same, else the first few. */
    static NotFoundException absent(Path file, String name, Set<String> names) {
        String last = name.substring(name.lastIndexOf('.') + 1);
        String similar = names.stream().filter(n -> n.endsWith(last)).limit(5).collect(Collectors.joining(", "));
        String some = similar.isEmpty() ? names.stream().limit(12).collect(Collectors.joining(", ")) : similar;
        return new NotFoundException("File " + file + ": tensor '" + name + "' is missing; found " + names.size()
                + " tensors, e.g. " + some + ". Is this the right file for this kind of model or dictionary?");
    }

    @Override
    public Path file(String name) {
        return file;
    }

    @Override
    public ByteBuffer bytes(String name, long from, int length) {
        StoredTensor tensor = info(name);
        requirePart(file, tensor, from, length);
        return mapped.part(tensor.offset() + from, length);
    }

    /** Checks that bytes asked for lie inside a tensor. */
    static void requirePart(Path file, StoredTensor tensor, long from, int length) {
        if (from < 0 || length < 0 || from > tensor.bytes() - length) {
            throw new InvalidException("File " + file + ": tensor '" + tensor.name() + "' has " + tensor.bytes()
                    + " bytes; asked for " + length + " from byte " + from + ".");
        }
    }

    @Override
    public void close() {
        mapped.close();
    }
}
