package org.fragaria.weights;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.fragaria.problem.FragariaException;
import org.fragaria.problem.InvalidException;
import org.fragaria.problem.NotFoundException;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class SafetensorsFileTest {

    static final Path FIXTURES = Path.of("src/test/resources/weights");

    @TempDir
    Path folder;

    @Test
    void readsWhatTheReferenceImplementationWrote() throws IOException {
        JsonNode expected =
                new ObjectMapper().readTree(FIXTURES.resolve("golden.json").toFile());
        try (SafetensorsFile file = SafetensorsFile.open(FIXTURES.resolve("golden.safetensors"))) {
            assertThat(file.metadata()).containsExactly(Map.entry("format", "pt ü"));
            assertThat(file.names()).hasSize(expected.size());
            for (Map.Entry<String, JsonNode> tensor : expected.properties()) {
                assertSame(file, tensor.getKey(), tensor.getValue());
            }
            assertThat(file.info("scalar").shape()).isEmpty();
            assertThat(file.info("i64").hasShape(2, 2)).isTrue();
        }
    }

    private static void assertSame(SafetensorsFile file, String name, JsonNode expected) {
        StoredTensor tensor = file.info(name);
        assertThat(tensor.elements()).as(name).isEqualTo(expected.size());
        if (tensor.dtype().floating()) {
            float[] values = file.floats(name);
            for (int i = 0; i < values.length; i++) {
                assertThat(values[i]).as(name).isEqualTo((float) expected.get(i).doubleValue());
            }
        } else {
            long[] values = file.longs(name);
            for (int i = 0; i < values.length; i++) {
                assertThat(values[i]).as(name).isEqualTo(expected.get(i).longValue());
            }
        }
    }

    @Test
    void partsAreReadFromAnyOffset() {
        try (SafetensorsFile file = SafetensorsFile.open(FIXTURES.resolve("golden.safetensors"))) {
            float[] all = file.floats("bf16");
            assertThat(file.floats("bf16", 7, 3)).containsExactly(all[7], all[8], all[9]);
            ByteBuffer bytes = file.bytes("i32", 4, 4);
            assertThat(bytes.getInt()).isEqualTo(5);
            assertThat(bytes.isReadOnly()).isTrue();
            assertThat(bytes.isDirect()).isTrue();
            assertThatThrownBy(() -> file.floats("f32", 14, 2))
                    .isInstanceOf(InvalidException.class)
                    .hasMessageContaining("tensor 'f32' has 60 bytes; asked for 8 from byte 56");
        }
    }

    @Test
    void wrongKindOfElementsIsRefused() {
        try (SafetensorsFile file = SafetensorsFile.open(FIXTURES.resolve("golden.safetensors"))) {
            assertThatThrownBy(() -> file.floats("u8")).hasMessageContaining("found U8");
            assertThatThrownBy(() -> file.longs("f16")).hasMessageContaining("found F16");
        }
    }

    @Test
    void missingTensorNamesSimilarOnes() {
        try (SafetensorsFile file = SafetensorsFile.open(FIXTURES.resolve("golden.safetensors"))) {
            assertThatThrownBy(() -> file.info("model.f16"))
                    .isInstanceOf(NotFoundException.class)
                    .hasMessageContaining(
                            "golden.safetensors: tensor 'model.f16' is missing; found 13 tensors, e.g. bf16, f16");
        }
    }

    @Test
    void missingFileIsNamed() {
        Path none = folder.resolve("none.safetensors");
        assertThatThrownBy(() -> SafetensorsFile.open(none))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining(none.toString());
    }

    /** Header text, bytes of data, and what the message must say. */
    static Stream<Arguments> brokenHeaders() {
        String good = "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}";
        return Stream.of(
                arguments("{" + good + ",}", 8, "expected the header to be JSON"),
                arguments("{" + good + "} x", 8, "expected the header to be JSON"),
                arguments("[1]", 0, "expected the header to be a JSON object, found ARRAY"),
                arguments("{" + good + "," + good + "}", 8, "Duplicate field 'a'"),
                arguments(
                        "{\"a\":{\"dtype\":\"F31\",\"shape\":[2],\"data_offsets\":[0,8]}}",
                        8,
                        "tensor 'a': expected dtype to be one of [BOOL, U8"),
                arguments("{\"a\":{\"shape\":[2],\"data_offsets\":[0,8]}}", 8, "tensor 'a': expected dtype"),
                arguments("{\"a\":7}", 8, "tensor 'a': expected dtype"),
                arguments(
                        "{\"a\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}",
                        8,
                        "tensor 'a': expected shape to be an array of whole numbers"),
                arguments(
                        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2.0],\"data_offsets\":[0,8]}}",
                        8,
                        "tensor 'a': expected shape"),
                arguments(
                        "{\"a\":{\"dtype\":\"F32\",\"shape\":2,\"data_offsets\":[0,8]}}",
                        8,
                        "tensor 'a': expected shape"),
                arguments(
                        "{\"a\":{\"dtype\":\"F32\",\"shape\":[99999999999999999999],\"data_offsets\":[0,8]}}",
                        8,
                        "tensor 'a': expected shape"),
                arguments(
                        "{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,8]}}",
                        8,
                        "expected a size below 2^63 bytes, found F32 [4294967296, 4294967296]"),
                arguments("{\"a\":{\"dtype\":\"F32\",\"shape\":[2]}}", 8, "tensor 'a': expected data_offsets"),
                arguments(
                        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8,9]}}",
                        8,
                        "expected two data_offsets, found 3"),
                arguments(
                        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}",
                        8,
                        "expected data_offsets begin ≤ end ≤ 8"),
                arguments(
                        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[-8,0]}}",
                        8,
                        "tensor 'a': expected data_offsets"),
                arguments("{" + good + "}", 7, "found [0, 8]. The file is damaged or was not written completely"),
                arguments(
                        "{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}",
                        8,
                        "expected 12 bytes for F32 [3], found 8"),
                arguments(
                        "{" + good + ",\"b\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[4,8]}}",
                        8,
                        "tensor 'b': expected to begin where tensor 'a' ends"),
                arguments(
                        "{" + good + ",\"b\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[4,8]}}",
                        8,
                        "they overlap"),
                arguments(
                        "{" + good + ",\"b\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[9,13]}}", 13, "a hole"),
                arguments(
                        "{\"b\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[2,6]}}",
                        6,
                        "expected to begin where the header ends"),
                arguments("{" + good + "}", 11, "found 3 bytes more"),
                arguments("{\"__metadata__\":[]," + good + "}", 8, "expected __metadata__ to be an object"),
                arguments(
                        "{\"__metadata__\":{\"n\":1}," + good + "}",
                        8,
                        "__metadata__ 'n': expected a text, found NUMBER"));
    }

    @ParameterizedTest
    @MethodSource("brokenHeaders")
    void brokenHeaderIsExplained(String header, int dataBytes, String message) throws IOException {
        byte[] json = header.getBytes(UTF_8);
        assertRefused(file(json.length, json, dataBytes), message);
    }

    @Test
    void absurdLengthsAreExplained() throws IOException {
        assertRefused(
                Files.write(folder.resolve("empty"), new byte[0]),
                "expected at least 8 bytes (the header's length), found 0");
        assertRefused(Files.write(folder.resolve("seven"), new byte[7]), "found 7");
        assertRefused(
                file(1L << 60, "{}".getBytes(UTF_8), 0), "the header claims to be 1152921504606846976 bytes long");
        assertRefused(file(-1, "{}".getBytes(UTF_8), 0), "the header claims to be 18446744073709551615 bytes long");
        assertRefused(file(0, "{}".getBytes(UTF_8), 0), "the header claims to be 0 bytes long");
        assertRefused(file(50, "{}".getBytes(UTF_8), 0), "the header claims to be 50 bytes long, but only 2 follow");
    }

    @Test
    void headerThatIsNotUtf8IsExplained() throws IOException {
        byte[] latin = "{\"é\":1}".getBytes(StandardCharsets.ISO_8859_1);
        assertRefused(file(latin.length, latin, 0), "expected the header to be UTF-8");
    }

    @Test
    void truncationAnywhereIsExplained() throws IOException {
        byte[] whole = Files.readAllBytes(FIXTURES.resolve("golden.safetensors"));
        for (int length = 0; length < whole.length; length++) {
            Path cut = Files.write(folder.resolve("cut"), java.util.Arrays.copyOf(whole, length));
            assertThat(catchThrowableOfType(FragariaException.class, () -> SafetensorsFile.open(cut)))
                    .as("cut to " + length)
                    .isInstanceOf(InvalidException.class);
        }
    }

    /** A sparse file: takes no room on disk. */
    @Test
    void tensorsBeyondTwoGibibytesAreReadable() throws IOException {
        long big = 5L << 30;
        String header = "{\"big\":{\"dtype\":\"F32\",\"shape\":[5,268435456],\"data_offsets\":[0," + big
                + "]},\"last\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[" + big + "," + (big + 8) + "]}}";
        byte[] json = header.getBytes(UTF_8);
        Path path = file(json.length, json, 0);
        long start = Long.BYTES + json.length;
        try (RandomAccessFile raw = new RandomAccessFile(path.toFile(), "rw")) {
            raw.setLength(start + big + 8);
            raw.seek(start + (3L << 30) - 4);
            raw.write(new byte[] {0, 0, (byte) 0x80, 0x3f, 0, 0, 0, 0x40});
            raw.seek(start + big);
            raw.write(new byte[] {0, 0, 0x40, 0x40, 0, 0, (byte) 0x80, 0x40});
        }
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            assertThat(file.floats("last")).containsExactly(3f, 4f);
            assertThat(file.floats("big", (3L << 28) - 1, 2)).containsExactly(1f, 2f);
            assertThat(file.bytes("big", (2L << 30), (1 << 30) + 4).getFloat(1 << 30))
                    .isEqualTo(2f);
            assertThatThrownBy(() -> file.bytes("big")).hasMessageContaining("read it in parts");
            assertThatThrownBy(() -> file.floats("big")).hasMessageContaining("tensor 'big'");
        } finally {
            Files.delete(path);
        }
    }

    @Test
    void closedFileIsNotRead() {
        SafetensorsFile file = SafetensorsFile.open(FIXTURES.resolve("golden.safetensors"));
        file.close();
        assertThatThrownBy(() -> file.floats("f32")).isInstanceOf(IllegalStateException.class);
    }

    private Path file(long claimed, byte[] header, int dataBytes) throws IOException {
        ByteBuffer bytes =
                ByteBuffer.allocate(Long.BYTES + header.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
        return Files.write(
                folder.resolve("broken.safetensors"),
                bytes.putLong(claimed).put(header).array());
    }

    private static void assertRefused(Path file, String message) {
        assertThatThrownBy(() -> SafetensorsFile.open(file))
                .isInstanceOf(InvalidException.class)
                .hasMessageStartingWith("File " + file + ": ")
                .hasMessageContaining(message);
    }
}
