package org.fragaria.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.fragaria.problem.InvalidException;
import org.fragaria.problem.NotFoundException;
import org.fragaria.problem.UnavailableException;

/**
 * One safetensors file. A Java buffer ends at 2 GiB, so a larger file is mapped in windows: window i begins at i GiB and
 * reaches up to 2 GiB, so that each part of up to 1 GiB lies inside one of them; larger parts get a mapping of their
 * own. Lifetime and threads: see {@link Weights}.
 */
public final class SafetensorsFile implements Weights {

    private static final int STRIDE_BITS = 30;
    private static final long STRIDE = 1L << STRIDE_BITS;

    private final Path file;
    private final FileChannel channel;
    private final SafetensorsHeader header;
    private final List<MappedByteBuffer> windows;

    private SafetensorsFile(Path file, FileChannel channel) throws IOException {
        this.file = file;
        this.channel = channel;
        header = SafetensorsHeader.read(file, channel);
        windows = new ArrayList<>();
        for (long from = 0; from < channel.size(); from += STRIDE) {
            long length = Math.min(Integer.MAX_VALUE, channel.size() - from);
            windows.add(channel.map(MapMode.READ_ONLY, from, length));
        }
    }

    /**
     * Opens a file and validates its header completely.
     *
     * @throws NotFoundException if there is no such file
     * @throws InvalidException if the header is not one, or does not agree with itself or with the file's size
     * @throws UnavailableException if the file cannot be read or mapped
     */
    public static SafetensorsFile open(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new NotFoundException("File " + file + " does not exist (expected a safetensors file).");
        }
        FileChannel channel = null;
        try {
            channel = FileChannel.open(file, StandardOpenOption.READ);
            SafetensorsFile opened = new SafetensorsFile(file, channel);
            channel = null;
            return opened;
        } catch (IOException e) {
            throw new UnavailableException("File " + file + " cannot be read: " + e.getMessage() + ".", e);
        } finally {
            closeQuietly(channel);
        }
    }

    private static void closeQuietly(@Nullable FileChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException ignored) {
                // Opening failed already, for a reason that is on its way to the caller.
            }
        }
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
        if (from < 0 || length < 0 || from > tensor.bytes() - length) {
            throw new InvalidException("File " + file + ": tensor '" + name + "' has " + tensor.bytes()
                    + " bytes; asked for " + length + " from byte " + from + ".");
        }
        if (!channel.isOpen()) {
            throw new IllegalStateException("File " + file + " was closed");
        }
        return part(tensor.offset() + from, length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private ByteBuffer part(long from, int length) {
        if (length > STRIDE) {
            try {
                return channel.map(MapMode.READ_ONLY, from, length);
            } catch (IOException e) {
                throw new UnavailableException("File " + file + " cannot be mapped: " + e.getMessage() + ".", e);
            }
        }
        if (length == 0) {
            return ByteBuffer.allocateDirect(0).asReadOnlyBuffer();
        }
        return windows.get((int) (from >>> STRIDE_BITS)).slice((int) (from & STRIDE - 1), length);
    }

    @Override
    public void close() {
        closeQuietly(channel);
    }
}
