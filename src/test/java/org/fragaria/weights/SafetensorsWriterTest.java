package org.fragaria.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.fragaria.problem.UnavailableException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SafetensorsWriterTest {

    @TempDir
    Path folder;

    @Test
    void bytesAreThoseOfTheReferenceImplementation() throws IOException {
        Path golden = SafetensorsFileTest.FIXTURES.resolve("golden.safetensors");
        Path copy = folder.resolve("copy.safetensors");
        try (SafetensorsFile file = SafetensorsFile.open(golden)) {
            SafetensorsWriter writer = new SafetensorsWriter();
            file.metadata().forEach(writer::metadata);
            file.names().stream().sorted().forEach(name -> {
                StoredTensor tensor = file.info(name);
                writer.add(name, tensor.dtype(), tensor.dimensions(), List.of(file.bytes(name)));
            });
            writer.write(copy);
        }
        assertThat(Files.readAllBytes(copy)).isEqualTo(Files.readAllBytes(golden));
    }

    @Test
    void valuesComeBack() {
        float[] many = new float[700_001];
        for (int i = 0; i < many.length; i++) {
            many[i] = i - 350_000;
        }
        Path path = folder.resolve("new/folder/values.safetensors");
        new SafetensorsWriter()
                .metadata("b", "2")
                .metadata("a", "1")
                .add("f32", many, many.length)
                .add("bf16", DType.BF16, new float[] {1.5f, -2f}, 1, 2)
                .add("f16", DType.F16, new float[] {0.1f}, 1)
                .add("i64", new long[] {Long.MIN_VALUE, 7}, 2)
                .add("i32", new int[] {-1}, 1)
                .write(path);
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            assertThat(file.metadata()).hasToString("{b=2, a=1}");
            assertThat(file.floats("f32")).isEqualTo(many);
            assertThat(file.floats("bf16")).containsExactly(1.5f, -2f);
            assertThat(file.info("bf16").shape()).containsExactly(1L, 2L);
            assertThat(file.floats("f16")).containsExactly(0.0999755859375f);
            assertThat(file.longs("i64")).containsExactly(Long.MIN_VALUE, 7);
            assertThat(file.longs("i32")).containsExactly(-1);
        }
    }

    @Test
    void contentOfTheWrongLengthLeavesNothingBehind() throws IOException {
        Path path = Files.writeString(folder.resolve("kept.safetensors"), "old");
        SafetensorsWriter writer = new SafetensorsWriter().add("a", new float[3], 2, 2);
        assertThatThrownBy(() -> writer.write(path))
                .hasMessageContaining("'a': F32 [2, 2] has 16 bytes, but its content has 12");
        assertThat(path).hasContent("old");
        assertOnly(path);
    }

    @Test
    void failureWhileWritingLeavesNothingBehind() throws IOException {
        SafetensorsWriter writer = new SafetensorsWriter().add("a", DType.F32, new long[] {1}, () -> {
            throw new IllegalStateException("torn");
        });
        assertThatThrownBy(() -> writer.write(folder.resolve("x.safetensors"))).hasMessage("torn");
        assertOnly();
    }

    @Test
    void folderThatIsAFileIsExplained() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> new SafetensorsWriter().write(file.resolve("x.safetensors")))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("x.safetensors cannot be written");
    }

    @Test
    void nameGivenTwiceIsRefused() {
        SafetensorsWriter writer = new SafetensorsWriter().add("a", new float[1], 1);
        assertThatThrownBy(() -> writer.add("a", new float[1], 1)).hasMessageContaining("'a' is taken");
        assertThatThrownBy(() -> writer.add("__metadata__", DType.U8, new long[] {0}, List.<ByteBuffer>of()))
                .hasMessageContaining("is taken");
    }

    private void assertOnly(Path... expected) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(expected);
        }
    }
}
