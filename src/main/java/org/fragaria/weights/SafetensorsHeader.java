package org.fragaria.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

import org.fragaria.problem.InvalidException;

/**
 * The header of a safetensors file, read and validated completely: after this, every tensor lies inside the file, has
 * as many bytes as its shape and dtype say, and the tensors cover the data without overlap or hole.
 *
 * <p>Layout: 8 bytes n (unsigned, little endian); n bytes of JSON (UTF-8, begins with <code>{</code>, may end in
 * spaces): name → {@code {dtype, shape, data_offsets: [begin, end]}} with offsets from the end of the header, and
 * optionally {@code __metadata__}: text → text; then the data. Source: huggingface/safetensors, README, "Format".
 *
 * @param metadata what the writer noted down, in file order
 * @param tensors by name, in file order
 */
record SafetensorsHeader(Map<String, String> metadata, Map<String, StoredTensor> tensors) {

    static final String METADATA = "__metadata__";

    /** The limit of the reference implementation, in bytes (MAX_HEADER_SIZE). */
    private static final long LONGEST = 100_000_000;

    private static final String DAMAGED =
            " The file is damaged or was not written completely: fetch or write it again.";

    static SafetensorsHeader read(Path file, FileChannel channel) throws IOException {
        return new Reading(file, channel.size()).header(channel);
    }

    /** One file being read; holds what every message needs. */
    private record Reading(Path file, long fileBytes) {

        SafetensorsHeader header(FileChannel channel) throws IOException {
            if (fileBytes < Long.BYTES) {
                throw invalid("expected at least 8 bytes (the header's length), found " + fileBytes + "." + DAMAGED);
            }
            long length = read(channel, 0, Long.BYTES).getLong();
            if (length < 2 || length > LONGEST) {
                throw invalid("the header claims to be " + Long.toUnsignedString(length) + " bytes long; expected 2 to "
                        + LONGEST + ". This is not a safetensors file, or it is damaged.");
            }
            if (length > fileBytes - Long.BYTES) {
                throw invalid("the header claims to be " + length + " bytes long, but only " + (fileBytes - Long.BYTES)
                        + " follow." + DAMAGED);
            }
            JsonNode root = StrictJson.object(file, "the header", read(channel, Long.BYTES, (int) length));
            return header(root, Long.BYTES + length);
        }

        private static ByteBuffer read(FileChannel channel, long from, int length) throws IOException {
            ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
            while (buffer.hasRemaining() && channel.read(buffer, from + buffer.position()) >= 0) {
                // reads on
            }
            return buffer.flip();
        }

        private SafetensorsHeader header(JsonNode root, long dataStart) {
            Map<String, String> metadata = new LinkedHashMap<>();
            Map<String, StoredTensor> tensors = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> entry : root.properties()) {
                if (entry.getKey().equals(METADATA)) {
                    readMetadata(entry.getValue(), metadata);
                } else {
                    tensors.put(entry.getKey(), tensor(entry.getKey(), entry.getValue(), dataStart));
                }
            }
            checkCover(tensors, dataStart);
            return new SafetensorsHeader(metadata, tensors);
        }

        private void readMetadata(JsonNode node, Map<String, String> into) {
            if (!node.isObject()) {
                throw invalid("expected " + METADATA + " to be an object of texts, found " + node.getNodeType() + ".");
            }
            for (Map.Entry<String, JsonNode> entry : node.properties()) {
                if (!entry.getValue().isTextual()) {
                    throw invalid(METADATA + " '" + entry.getKey() + "': expected a text, found "
                            + entry.getValue().getNodeType() + ".");
                }
                into.put(entry.getKey(), entry.getValue().textValue());
            }
        }

        private StoredTensor tensor(String name, JsonNode node, long dataStart) {
            JsonNode type = node.path("dtype");
            DType dtype = DType.find(type.asText())
                    .orElseThrow(() -> invalid(
                            name,
                            "expected dtype to be one of " + Arrays.toString(DType.values()) + ", found "
                                    + (type.isMissingNode() ? "none" : type) + ". Convert the tensor first."));
            List<Long> shape = numbers(name, "shape", node.path("shape"));
            List<Long> offsets = numbers(name, "data_offsets", node.path("data_offsets"));
            if (offsets.size() != 2) {
                throw invalid(name, "expected two data_offsets, found " + offsets.size() + ".");
            }
            long begin = offsets.get(0);
            long end = offsets.get(1);
            long dataBytes = fileBytes - dataStart;
            if (begin > end || end > dataBytes) {
                throw invalid(
                        name,
                        "expected data_offsets begin ≤ end ≤ " + dataBytes + " (the bytes after the header), found ["
                                + begin + ", " + end + "]." + DAMAGED);
            }
            long bytes = bytes(name, dtype, shape);
            if (bytes != end - begin) {
                throw invalid(
                        name,
                        "expected " + bytes + " bytes for " + dtype + " " + shape + ", found " + (end - begin)
                                + " between its data_offsets." + DAMAGED);
            }
            return new StoredTensor(name, dtype, shape, dataStart + begin, bytes);
        }

        private List<Long> numbers(String name, String key, JsonNode array) {
            List<Long> values = new ArrayList<>();
            boolean good = array.isArray();
            for (JsonNode value : array) {
                good &= value.isIntegralNumber() && value.canConvertToLong() && value.longValue() >= 0;
                values.add(value.longValue());
            }
            if (!good) {
                throw invalid(
                        name,
                        "expected " + key + " to be an array of whole numbers from 0 to 2^63 - 1, found "
                                + (array.isMissingNode() ? "none" : array) + ".");
            }
            return values;
        }

        private long bytes(String name, DType dtype, List<Long> shape) {
            try {
                return shape.stream().reduce((long) dtype.bytes(), Math::multiplyExact);
            } catch (ArithmeticException overflow) {
                throw invalid(name, "expected a size below 2^63 bytes, found " + dtype + " " + shape + "." + DAMAGED);
            }
        }

        private void checkCover(Map<String, StoredTensor> tensors, long dataStart) {
            List<StoredTensor> ordered = tensors.values().stream()
                    .sorted(Comparator.comparingLong(StoredTensor::offset).thenComparingLong(StoredTensor::bytes))
                    .toList();
            long covered = dataStart;
            String before = "the header";
            for (StoredTensor tensor : ordered) {
                if (tensor.offset() != covered) {
                    throw invalid(
                            tensor.name(),
                            "expected to begin where " + before + " ends (byte " + covered
                                    + " of the file), found byte "
                                    + tensor.offset() + ": "
                                    + (tensor.offset() < covered ? "they overlap." : "a hole.") + DAMAGED);
                }
                covered += tensor.bytes();
                before = "tensor '" + tensor.name() + "'";
            }
            if (covered != fileBytes) {
                throw invalid("expected the file to end with " + before + " at byte " + covered + ", found "
                        + (fileBytes - covered) + " bytes more." + DAMAGED);
            }
        }

        private InvalidException invalid(String problem) {
            return new InvalidException("File " + file + ": " + problem);
        }

        private InvalidException invalid(String tensor, String problem) {
            return invalid("tensor '" + tensor + "': " + problem);
        }
    }
}
