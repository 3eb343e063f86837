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
import java.util.List;

import org.fragaria.problem.NotFoundException;
import org.fragaria.problem.UnavailableException;

/**
 * A file, mapped read-only. A Java buffer ends at 2 GiB, so a larger file is mapped in windows: window i begins at i GiB
 * and reaches up to 2 GiB, so that each part of up to 1 GiB lies inside one of them; larger parts get a mapping of their
 * own. Lifetime and threads: see {@link Weights}.
 */
final class MappedFile implements AutoCloseable {

    private static final int STRIDE_BITS = 30;
    private static final long STRIDE = 1L << STRIDE_BITS;

    private final Path path;
    private final FileChannel channel;
    private final long size;
    private final List<MappedByteBuffer> windows = new ArrayList<>();

    private MappedFile(Path path, FileChannel channel) throws IOException {
        this.path = path;
        this.channel = channel;
        size = channel.size();
        for (long from = 0; from < size; from += STRIDE) {
            windows.add(channel.map(MapMode.READ_ONLY, from, Math.min(Integer.MAX_VALUE, size - from)));
        }
    }

    /** What reads a mapped file. */
    interface Reader<T> {
        T read(MappedFile file) throws IOException;
    }

    /**
     * Opens a file and reads it; if the reader fails, the file is closed.
     *
     * @param what what is expected there, for the message, e.g. {@code a safetensors file}
     * @throws NotFoundException if there is no such file
     * @throws UnavailableException if the file cannot be read or mapped
     */
    static <T> T open(Path path, String what, Reader<T> reader) {
        if (!Files.isRegularFile(path)) {
            throw new NotFoundException("File " + path + " does not exist (expected " + what + ").");
        }
        FileChannel channel = null;
        boolean good = false;
        try {
            channel = FileChannel.open(path, StandardOpenOption.READ);
            T result = reader.read(new MappedFile(path, channel));
            good = true;
            return result;
        } catch (IOException e) {
            throw new UnavailableException("File " + path + " cannot be read: " + e.getMessage() + ".", e);
        } finally {
            if (!good && channel != null) {
                closeQuietly(channel);
            }
        }
    }

    Path path() {
        return path;
    }

    /** Bytes. */
    long size() {
        return size;
    }

    FileChannel channel() {
        return channel;
    }

    /**
     * A part, read-only and little endian, position 0. The caller has checked that it lies inside the file.
     *
     * @throws IllegalStateException if the file was closed
     */
    ByteBuffer part(long from, int length) {
        if (!channel.isOpen()) {
            throw new IllegalStateException("File " + path + " was closed");
        }
        return slice(from, length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private ByteBuffer slice(long from, int length) {
        if (length > STRIDE) {
            try {
                return channel.map(MapMode.READ_ONLY, from, length);
            } catch (IOException e) {
                throw new UnavailableException("File " + path + " cannot be mapped: " + e.getMessage() + ".", e);
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

    private static void closeQuietly(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException ignored) {
            // Nothing was written, and a failure to open is on its way to the caller already.
        }
    }
}
