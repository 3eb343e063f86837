package org.fragaria.weights;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.fragaria.problem.InvalidException;
import org.fragaria.problem.NotFoundException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ShardedWeightsTest {

    @TempDir
    Path folder;

    @BeforeEach
    void writeShards() {
        new SafetensorsWriter().add("a", new float[] {1, 2}, 2).write(folder.resolve("1.safetensors"));
        new SafetensorsWriter().add("b", new float[] {3}, 1).write(folder.resolve("2.safetensors"));
    }

    @Test
    void tensorsOfAllShardsAreOne() throws IOException {
        index("{\"metadata\":{\"total_size\":12},\"weight_map\":{\"a\":\"1.safetensors\",\"b\":\"2.safetensors\"}}");
        try (Weights weights = Weights.open(folder)) {
            assertThat(weights.names()).containsExactly("a", "b");
            assertThat(weights.floats("a")).containsExactly(1f, 2f);
            assertThat(weights.floats("b", 0, 1)).containsExactly(3f);
            assertThat(weights.file("b")).isEqualTo(folder.resolve("2.safetensors"));
            assertThat(weights.has("c")).isFalse();
            assertThatThrownBy(() -> weights.info("c"))
                    .isInstanceOf(NotFoundException.class)
                    .hasMessageContaining("index.json: tensor 'c' is missing; found 2 tensors, e.g. a, b");
        }
    }

    @Test
    void missingShardIsNamed() {
        assertRefused(
                "{\"weight_map\":{\"a\":\"1.safetensors\",\"b\":\"3.safetensors\"}}",
                NotFoundException.class,
                "shard 3.safetensors (of tensor 'b') does not exist");
    }

    @Test
    void absentTensorIsNamed() {
        assertRefused(
                "{\"weight_map\":{\"a\":\"1.safetensors\",\"c\":\"2.safetensors\"}}",
                InvalidException.class,
                "tensor 'c' is listed in \"2.safetensors\" but absent from it");
    }

    @Test
    void tensorInTwoShardsIsNamed() {
        new SafetensorsWriter()
                .add("a", new float[1], 1)
                .add("b", new float[1], 1)
                .write(folder.resolve("2.safetensors"));
        assertRefused(
                "{\"weight_map\":{\"a\":\"1.safetensors\",\"b\":\"2.safetensors\"}}",
                InvalidException.class,
                "tensor 'a' is in two shards, 2.safetensors and 1.safetensors");
    }

    @Test
    void nameListedTwiceIsRefused() {
        assertRefused(
                "{\"weight_map\":{\"a\":\"1.safetensors\",\"a\":\"2.safetensors\"}}",
                InvalidException.class,
                "Duplicate field 'a'");
    }

    @Test
    void wrongTotalIsExplained() {
        assertRefused(
                "{\"metadata\":{\"total_size\":99},\"weight_map\":{\"a\":\"1.safetensors\"}}",
                InvalidException.class,
                "expected total_size 99 bytes, found 8");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../1.safetensors",
                "/etc/passwd",
                "x/../1.safetensors",
                "..",
                "",
                ".",
                "sub/1.safetensors",
                "a\\\\b",
                "a\\u0000b",
                "C:x"
            })
    void shardOutsideTheFolderIsRefused(String name) {
        assertRefused(
                "{\"weight_map\":{\"a\":\"" + name + "\"}}",
                InvalidException.class,
                "expected the name of a file in the same folder");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"weight_map\":{}}", "{\"weight_map\":[]}"})
    void indexWithoutMapIsRefused(String json) {
        assertRefused(json, InvalidException.class, "expected weight_map to be an object");
    }

    @Test
    void folderWithoutWeightsListsWhatIsThere() throws IOException {
        Files.writeString(folder.resolve("model.gguf"), "");
        assertThatThrownBy(() -> Weights.open(folder))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("expected model.safetensors, model.safetensors.index.json, pytorch_model.bin or"
                        + " pytorch_model.bin.index.json, found 1.safetensors, 2.safetensors, model.gguf");
    }

    @Test
    void singleFileIsPreferredAndFilesOpenDirectly() {
        new SafetensorsWriter().add("x", new float[] {5}, 1).write(folder.resolve("model.safetensors"));
        try (Weights weights = Weights.open(folder)) {
            assertThat(weights.floats("x")).containsExactly(5f);
        }
        try (Weights weights = Weights.open(folder.resolve("2.safetensors"))) {
            assertThat(weights.floats("b")).containsExactly(3f);
        }
    }

    private void index(String json) throws IOException {
        Files.writeString(folder.resolve(Weights.INDEX), json);
    }

    private void assertRefused(String json, Class<? extends Exception> type, String message) {
        assertThatThrownBy(() -> {
                    index(json);
                    Weights.open(folder);
                })
                .isInstanceOf(type)
                .hasMessageContaining(Weights.INDEX)
                .hasMessageContaining(message);
    }

    @Test
    void pytorchFilesInAnIndexAreShardsToo() throws IOException {
        Path here = Files.createDirectory(folder.resolve("torch"));
        Files.copy(ContainersTest.FIXTURES.resolve("tensors.pt"), here.resolve("pytorch_model-1.bin"));
        Files.copy(folder.resolve("1.safetensors"), here.resolve("2.safetensors"));
        Files.writeString(
                here.resolve(Weights.TORCH_INDEX),
                "{\"metadata\":{\"total_size\":1},\"weight_map\":{\"ordered.a\":\"pytorch_model-1.bin\",\"a\":\"2.safetensors\"}}");
        try (Weights weights = Weights.open(here)) {
            assertThat(weights.floats("ordered.a")).containsExactly(1, 1);
            assertThat(weights.has("a")).isTrue();
        }
    }
}
