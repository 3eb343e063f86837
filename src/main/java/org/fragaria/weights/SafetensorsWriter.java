package org.fragaria.weights;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.fragaria.problem.UnavailableException;

/**
 * Writes a safetensors file: first say which tensors it has, then {@link #write} it. Contents are asked for only while
 * writing, one tensor after the other, so that they need not be in memory together. Bytes are the same as those of the
 * reference implementation (order, header, padding). Not safe for several threads; may be written more than once.
 */
public final class SafetensorsWriter {

    /** Bytes converted at a time. */
    private static final int CHUNK = 1 << 20;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, String> metadata = new LinkedHashMap<>();
    private final Map<String, Declared> tensors = new LinkedHashMap<>();

    private record Declared(String name, DType dtype, long[] shape, Iterable<ByteBuffer> content) {

        long bytes() {
            return Arrays.stream(shape).reduce(dtype.bytes(), Math::multiplyExact);
        }
    }

    /** Adds a line to {@code __metadata__}. */
    public SafetensorsWriter metadata(String key, String value) {
        metadata.put(key, value);
        return this;
    }

    /** Adds a float32 tensor, row-major; {@code values} is read while writing. */
    public SafetensorsWriter add(String name, float[] values, long... shape) {
        return add(name, DType.F32, values, shape);
    }

    /** Adds a floating-point tensor whose values are rounded to nearest even while writing. */
    public SafetensorsWriter add(String name, DType dtype, float[] values, long... shape) {
        if (!dtype.floating()) {
            throw new IllegalArgumentException("Tensor '" + name + "': " + dtype + " does not hold float values");
        }
        return add(name, dtype, shape, () -> new Converted(FloatBuffer.wrap(values), dtype));
    }

    /** Adds an I64 tensor, row-major. */
    public SafetensorsWriter add(String name, long[] values, long... shape) {
        ByteBuffer buffer = ByteBuffer.allocate(Math.multiplyExact(values.length, Long.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        buffer.asLongBuffer().put(values);
        return add(name, DType.I64, shape, List.of(buffer));
    }

    /** Adds an I32 tensor, row-major. */
    public SafetensorsWriter add(String name, int[] values, long... shape) {
        ByteBuffer buffer = ByteBuffer.allocate(Math.multiplyExact(values.length, Integer.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        buffer.asIntBuffer().put(values);
        return add(name, DType.I32, shape, List.of(buffer));
    }

    /**
     * Adds a tensor of any type.
     *
     * @param content its bytes, row-major and little endian, in parts of any size; each part is written from its
     *     position to its limit
     */
    public SafetensorsWriter add(String name, DType dtype, long[] shape, Iterable<ByteBuffer> content) {
        if (name.equals(SafetensorsHeader.METADATA) || tensors.containsKey(name)) {
            throw new IllegalArgumentException("Tensor name '" + name + "' is taken");
        }
        tensors.put(name, new Declared(name, dtype, shape.clone(), content));
        return this;
    }

    /**
     * Writes everything to a temporary file beside the target and then moves it there in one step, so that the target is
     * either the old file or the whole new one.
     *
     * @throws UnavailableException if the disk refuses; nothing is left behind then
     */
    public void write(Path target) {
        Path folder = target.toAbsolutePath().resolve("..").normalize();
        Path temporary = folder.resolve("." + target.getFileName() + "." + UUID.randomUUID() + ".part");
        try {
            Files.createDirectories(folder);
            try (FileChannel channel =
                    FileChannel.open(temporary, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
                writeTo(channel);
                channel.force(true);
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UnavailableException(
                    "File " + target + " cannot be written: " + e.getMessage() + ". Is there room on the disk?", e);
        } finally {
            deleteQuietly(temporary);
        }
    }

    private static void deleteQuietly(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException ignored) {
            // Either it was moved, or writing failed already for a reason that is on its way to the caller.
        }
    }

    /** The whole file in memory, for a download of a few rows. */
    public byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            writeTo(Channels.newChannel(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return bytes.toByteArray();
    }

    private void writeTo(WritableByteChannel channel) throws IOException {
        List<Declared> ordered = tensors.values().stream()
                .sorted(Comparator.comparing(Declared::dtype, Collections.reverseOrder())
                        .thenComparing(Declared::name))
                .toList();
        byte[] header = header(ordered);
        ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        writeFully(channel, length.putLong(header.length).flip());
        writeFully(channel, ByteBuffer.wrap(header));
        for (Declared tensor : ordered) {
            long written = 0;
            for (ByteBuffer part : tensor.content()) {
                written += part.remaining();
                writeFully(channel, part.duplicate());
            }
            if (written != tensor.bytes()) {
                throw new IllegalArgumentException("Tensor '" + tensor.name() + "': " + tensor.dtype() + " "
                        + Arrays.toString(tensor.shape()) + " has " + tensor.bytes() + " bytes, but its content has "
                        + written);
            }
        }
    }

    /** The JSON, padded with spaces so that the data begins at a multiple of 8 bytes. */
    private byte[] header(List<Declared> ordered) throws JsonProcessingException {
        Map<String, Object> root = new LinkedHashMap<>();
        if (!metadata.isEmpty()) {
            root.put(SafetensorsHeader.METADATA, metadata);
        }
        long begin = 0;
        for (Declared tensor : ordered) {
            long end = begin + tensor.bytes();
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("dtype", tensor.dtype().name());
            entry.put("shape", tensor.shape());
            entry.put("data_offsets", new long[] {begin, end});
            root.put(tensor.name(), entry);
            begin = end;
        }
        byte[] json = JSON.writeValueAsString(root).getBytes(StandardCharsets.UTF_8);
        byte[] padded = Arrays.copyOf(json, (json.length + 7) / 8 * 8);
        Arrays.fill(padded, json.length, padded.length, (byte) ' ');
        return padded;
    }

    private static void writeFully(WritableByteChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    /** Float values as bytes of a dtype, a chunk at a time, in one buffer that is used again and again. */
    private static final class Converted implements Iterator<ByteBuffer> {

        private final FloatBuffer values;
        private final DType dtype;
        private final ByteBuffer chunk;

        Converted(FloatBuffer values, DType dtype) {
            this.values = values;
            this.dtype = dtype;
            int bytes = (int) Math.min(CHUNK, (long) values.remaining() * dtype.bytes());
            chunk = ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
        }

        @Override
        public boolean hasNext() {
            return values.hasRemaining();
        }

        @Override
        public ByteBuffer next() {
            int count = Math.min(chunk.capacity() / dtype.bytes(), values.remaining());
            Elements.put(values.slice(values.position(), count), chunk.clear(), dtype);
            values.position(values.position() + count);
            return chunk.flip();
        }
    }
}
