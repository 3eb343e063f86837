package org.fragaria.weights;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.fragaria.problem.InvalidException;
import org.fragaria.problem.NotFoundException;
import org.fragaria.problem.TooLargeException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

/** NumPy's and PyTorch's files beside the same numbers in safetensors, bit by bit; and what must be refused. */
class ContainersTest {

    static final Path FIXTURES = Path.of("src/test/resources/weights/containers");

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "arrays.npz, arrays.safetensors, NpzFile",
        "arrays-deflated.npz, arrays.safetensors, NpzFile",
        "tensors.pt, tensors.safetensors, TorchZipFile"
    })
    void tensorsAreThoseThatTheReferenceWrote(String name, String same, String reader) {
        try (Weights found = Weights.open(FIXTURES.resolve(name));
                SafetensorsFile expected = SafetensorsFile.open(FIXTURES.resolve(same))) {
            assertThat(found.getClass().getSimpleName()).isEqualTo(reader);
            assertThat(found.names()).containsExactlyInAnyOrderElementsOf(expected.names());
            for (String tensor : expected.names()) {
                StoredTensor info = found.info(tensor);
                assertThat(info.dtype())
                        .as(tensor)
                        .isEqualTo(expected.info(tensor).dtype());
                assertThat(info.shape())
                        .as(tensor)
                        .isEqualTo(expected.info(tensor).shape());
                assertThat(found.bytes(tensor)).as(tensor).isEqualTo(expected.bytes(tensor));
                assertThat(found.bytes(tensor).isReadOnly()).as(tensor).isTrue();
                assertPartsAgree(found, tensor, expected.bytes(tensor));
            }
        }
    }

    private static void assertPartsAgree(Weights found, String tensor, ByteBuffer whole) {
        int size = whole.remaining();
        for (int from = 0; from < size; from += 1 + size / 7) {
            int length = Math.min(1 + size / 5, size - from);
            assertThat(found.bytes(tensor, from, length)).as(tensor).isEqualTo(whole.slice(from, length));
        }
        assertThatThrownBy(() -> found.bytes(tensor, 1, size)).isInstanceOf(InvalidException.class);
    }

    @Test
    void settingsBesideTensorsAreRead() {
        try (TorchZipFile file = TorchZipFile.open(FIXTURES.resolve("tensors.pt"))) {
            assertThat(file.settings())
                    .contains(
                            entry("settings.k", 32L),
                            entry("settings.negative", -70000L),
                            entry("settings.huge", 1L << 40),
                            entry("settings.rate", 0.25),
                            entry("settings.name", "TopK"),
                            entry("settings.on", true),
                            entry("settings.dtype", "torch.float16"),
                            entry("settings.list.1", "two"),
                            entry("settings.list.2.0", 3.0),
                            entry("settings.device", "cpu"),
                            entry("settings.size.1", 8L))
                    .doesNotContainKey("settings.none");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "evil.pt, asks for 'posix.system'",
        "module.pt, asks for 'torch.nn.modules.linear.Linear'",
        "bare.pt, expected a dict of tensors",
        "legacy.pt, found a bare pickle",
        "version2.npy, This is not a safetensors file"
    })
    void everythingElseIsRefused(String name, String reason) {
        assertThatThrownBy(() -> Weights.open(FIXTURES.resolve(name)))
                .isInstanceOf(InvalidException.class)
                .hasMessageContaining(reason)
                .hasMessageContaining(name);
        assertThat(Path.of("/tmp/fragaria-was-here")).doesNotExist();
    }

    @Test
    void laterHeaderVersionsAreRead() throws IOException {
        byte[] array = Files.readAllBytes(FIXTURES.resolve("version2.npy"));
        for (byte version = 2; version <= 3; version++) {
            array[6] = version;
            try (NpzFile file = NpzFile.open(zip("c.npy", array))) {
                assertThat(file.info("c").hasShape(5, 7)).isTrue();
            }
        }
        array[6] = 4;
        Path file = zip("c.npy", array);
        assertThatThrownBy(() -> NpzFile.open(file)).hasMessageContaining("version 1, 2 or 3, found 4");
    }

    @ParameterizedTest
    @ValueSource(strings = {">f4", "|V2", "|O", "<c8"})
    void otherElementTypesAreRefused(String type) throws IOException {
        Path file = zip("x.npy", npy("{'descr': '" + type + "', 'fortran_order': False, 'shape': (1,), }", 4));
        assertThatThrownBy(() -> NpzFile.open(file))
                .isInstanceOf(InvalidException.class)
                .hasMessageContaining("found '" + type + "'");
    }

    @Test
    void recordsAndOtherEntriesAreRefused() throws IOException {
        Path records = zip("x.npy", npy("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }", 4));
        assertThatThrownBy(() -> NpzFile.open(records)).hasMessageContaining("Records and Python objects are not read");
        Path other = zip("readme.txt", new byte[3]);
        assertThatThrownBy(() -> Weights.open(other)).hasMessageContaining("found entry 'readme.txt'");
        Path small = zip("x.npy", npy("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }", 8));
        assertThatThrownBy(() -> NpzFile.open(small)).hasMessageContaining("expected 12 bytes for F32 [3], found 8");
    }

    @Test
    void arrayThatGrowsTooMuchIsRefused() throws IOException {
        Path bomb = zip("x.npy", npy("{'descr': '<f4', 'fortran_order': False, 'shape': (8388608,), }", 4 * 8388608));
        assertThat(bomb).satisfies(file -> assertThat(Files.size(file)).isLessThan(100_000));
        assertThatThrownBy(() -> NpzFile.open(bomb))
                .isInstanceOf(TooLargeException.class)
                .hasMessageContaining("looks like a trap");
    }

    @Test
    void damagedEntryIsNoticedWhereItIsInflated() throws IOException {
        byte[] bytes = Files.readAllBytes(FIXTURES.resolve("arrays-deflated.npz"));
        // somewhere in the first entry's elements
        bytes[150] ^= 1;
        Path file = Files.write(folder.resolve("damaged.npz"), bytes);
        assertThatThrownBy(() -> {
                    try (NpzFile opened = NpzFile.open(file)) {
                        opened.floats("c");
                    }
                })
                .isInstanceOf(InvalidException.class)
                .hasMessageContaining("entry 'c.npy'");
    }

    @Test
    void missingFileAndMissingTensorAreNamed() {
        assertThatThrownBy(() -> NpzFile.open(folder.resolve("none.npz"))).isInstanceOf(NotFoundException.class);
        try (Weights file = Weights.open(FIXTURES.resolve("tensors.pt"))) {
            assertThatThrownBy(() -> file.info("other.weight"))
                    .isInstanceOf(NotFoundException.class)
                    .hasMessageContaining("module.weight");
        }
    }

    private Path zip(String entry, byte[] content) throws IOException {
        Path file = Files.createTempFile(folder, "made", ".npz");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
            out.putNextEntry(new ZipEntry(entry));
            out.write(content);
        }
        return file;
    }

    /** A version 1 array of zeros. */
    private static byte[] npy(String header, int bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) header.length(), 0});
        out.writeBytes(header.getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(new byte[bytes]);
        return out.toByteArray();
    }
}
