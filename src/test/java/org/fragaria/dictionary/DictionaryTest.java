package org.fragaria.dictionary;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.fragaria.model.Address;
import org.fragaria.problem.ConflictException;
import org.fragaria.problem.InvalidException;
import org.fragaria.problem.NotFoundException;
import org.fragaria.torch.Torch;
import org.fragaria.weights.SafetensorsWriter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class DictionaryTest {

    private static final String METADATA =
            "\"metadata\":{\"sae_lens_version\":\"6.0.0\",\"hook_name\":\"blocks.2.hook_resid_post\"}";

    @TempDir
    Path folder;

    @Test
    void version6ConfigurationIsRead() throws IOException {
        try (Dictionary dictionary = golden("v6-topk-rescaled")) {
            assertThat(dictionary.config())
                    .isEqualTo(new DictionaryConfig(
                            Architecture.TOPK,
                            16,
                            64,
                            true,
                            Normalization.NONE,
                            7,
                            true,
                            false,
                            "blocks.7.hook_resid_pre",
                            Optional.of("gpt2-small"),
                            true,
                            OptionalInt.of(128),
                            Map.of()));
            assertThat(dictionary.config().address()).isEqualTo(Address.parse("resid_pre.7"));
        }
    }

    @Test
    void olderConfigurationsAreRead() throws IOException {
        try (Dictionary dictionary = golden("legacy-topk-layer_norm")) {
            assertThat(dictionary.config())
                    .isEqualTo(new DictionaryConfig(
                            Architecture.TOPK,
                            16,
                            64,
                            true,
                            Normalization.LAYER_NORM,
                            7,
                            false,
                            false,
                            "blocks.3.hook_mlp_out",
                            Optional.of("gpt2-small"),
                            false,
                            OptionalInt.of(256),
                            Map.of()));
        }
    }

    @Test
    void oldestConfigurationIsRead() throws IOException {
        try (Dictionary dictionary = golden("oldest")) {
            assertThat(dictionary.config().address()).isEqualTo(Address.parse("resid_pre.8"));
            assertThat(dictionary.config().prependBos()).isTrue();
            assertThat(dictionary.config().normalization()).isEqualTo(Normalization.NONE);
        }
    }

    @Test
    void placeHolderForTheLayerIsFilledIn() throws IOException {
        write("{\"d_in\":2,\"d_sae\":3,\"hook_point\":\"blocks.{layer}.hook_resid_pre\",\"hook_point_layer\":4,"
                + "\"model_from_pretrained_kwargs\":{\"center_writing_weights\":true}}");
        try (Dictionary dictionary = Dictionary.open(folder)) {
            assertThat(dictionary.config().address()).isEqualTo(Address.parse("resid_pre.4"));
            assertThat(dictionary.config().modelOptions()).containsExactly(Map.entry("center_writing_weights", true));
        }
    }

    /** What TransformerLens's centring of the model does to the tensor is done to the tensor. */
    @Test
    void aDictionaryOfACentredModelReadsTheTensorWithoutItsMean() throws IOException {
        Path centred = Files.createDirectories(folder.resolve("centred"));
        Path plain = Files.createDirectories(folder.resolve("plain"));
        writeOf(centred, "blocks.4.hook_resid_pre", true);
        writeOf(plain, "blocks.4.hook_resid_pre", false);
        try (Dictionary one = Dictionary.open(centred);
                Dictionary other = Dictionary.open(plain);
                NDManager manager = Torch.manager().newSubManager()) {
            assertThat(one.config().centres()).isTrue();
            float[] raw = {3, 1, -1, 5, 0.5f, 0.25f};
            float[] without = {1, -1, -3, 3, 0.125f, -0.125f};
            NDArray x = manager.create(raw, new Shape(3, 2));
            NDArray moved = manager.create(without, new Shape(3, 2));
            NDArray f = one.encode(x);
            assertThat(f.toFloatArray()).containsExactly(other.encode(moved).toFloatArray(), within(1e-6f));
            assertThat(f.toFloatArray()).isNotEqualTo(other.encode(x).toFloatArray());
            float[] back = other.decode(f, moved).toFloatArray();
            for (int i = 0; i < back.length; i++) {
                back[i] += raw[i] - without[i];
            }
            assertThat(one.decode(f, x).toFloatArray()).containsExactly(back, within(1e-6f));
            for (int i = 0; i < 3; i++) {
                assertThat(one.feature(i).activations(raw, 3))
                        .containsExactly(f.get(":, " + i).toFloatArray(), within(1e-6f));
            }
        }
        writeOf(centred, "blocks.4.attn.hook_z", true);
        try (Dictionary heads = Dictionary.open(centred)) {
            assertThat(heads.config().centres()).isFalse();
        }
    }

    /** Text of cfg.json and what the message must say. */
    static Stream<Arguments> brokenConfigurations() {
        String v6 = METADATA + ",\"architecture\":\"standard\",\"d_in\":2,\"d_sae\":3";
        return Stream.of(
                arguments("{", "expected JSON"),
                arguments("[]", "expected a JSON object, found ARRAY"),
                arguments(
                        "{" + METADATA + ",\"d_sae\":3}", "key 'd_in': expected a whole number from 1, found nothing"),
                arguments(
                        "{" + METADATA + ",\"d_in\":\"2\",\"d_sae\":3}",
                        "key 'd_in': expected a whole number from 1, found \"2\""),
                arguments("{" + METADATA + ",\"d_in\":2,\"d_sae\":-3}", "key 'd_sae'"),
                arguments(
                        "{" + v6.replace("standard", "transcoder") + "}",
                        "key 'd_out': expected a whole number from 1, found nothing"),
                arguments(
                        "{" + v6 + ",\"normalize_activations\":\"covariance_whitening\"}",
                        "expected one of none, constant_norm_rescale, layer_norm"),
                arguments(
                        "{" + v6 + ",\"apply_b_dec_to_input\":1}",
                        "key 'apply_b_dec_to_input': expected true or false, found 1"),
                arguments(
                        "{" + v6.replace("standard", "gated") + ",\"rescale_acts_by_decoder_norm\":true}",
                        "key 'rescale_acts_by_decoder_norm': expected false for gated"),
                arguments("{" + v6.replace("standard", "topk") + "}", "key 'k': expected at most d_sae, 3, found 100"),
                arguments(
                        "{" + v6.replace("standard", "topk") + ",\"k\":0}",
                        "key 'k': expected a whole number from 1, found 0"),
                arguments(
                        "{\"d_in\":2,\"d_sae\":3,\"hook_point_head_index\":1}", "key 'hook_head_index': expected null"),
                arguments(
                        "{" + v6 + ",\"normalize_activations\":\"expected_average_only_in\"}",
                        "the input scale of training was not folded"),
                arguments(
                        "{" + v6.replace("standard", "jumprelu") + "}",
                        "expected tensor 'threshold' with shape [3] (jumprelu with d_in 2, d_sae 3), found none; there are W_dec, W_enc, b_dec, b_enc"),
                arguments(
                        "{" + v6.replace("\"d_in\":2", "\"d_in\":7") + "}",
                        "tensor 'W_enc': expected shape [7, 3] (standard with d_in 7, d_sae 3), found shape [2, 3]"),
                arguments(
                        "{" + v6.replace("\"d_in\":2,\"d_sae\":3", "\"d_in\":3,\"d_sae\":2") + "}",
                        "it is transposed"));
    }

    @ParameterizedTest
    @MethodSource("brokenConfigurations")
    void brokenConfigurationIsExplained(String config, String message) throws IOException {
        write(config);
        assertThatThrownBy(() -> Dictionary.open(folder))
                .isInstanceOf(InvalidException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining(message);
    }

    @Test
    void integerWeightsAreRefused() throws IOException {
        write("{\"d_in\":1,\"d_sae\":2}");
        new SafetensorsWriter().add("W_enc", new long[2], 1, 2).write(folder.resolve("sae_weights.safetensors"));
        assertThatThrownBy(() -> Dictionary.open(folder))
                .hasMessageContaining("tensor 'W_enc': expected floating-point elements, found I64");
    }

    @Test
    void scaleThatIsNotDeclaredIsRefused() throws IOException {
        ObjectNode golden = (ObjectNode) DictionaryGoldenTest.all().get("legacy-scaling-factor");
        ((ObjectNode) golden.get("cfg")).put("finetuning_scaling_factor", false);
        assertThatThrownBy(() -> DictionaryGoldenTest.open(folder, golden))
                .isInstanceOf(InvalidException.class)
                .hasMessageContaining("tensor 'scaling_factor': expected all ones");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void senselessInputScaleIsRefused(double scale) throws IOException {
        write("{\"d_in\":2,\"d_sae\":3,\"normalize_activations\":true}");
        assertThatThrownBy(() -> Dictionary.open(folder, scale)).hasMessageContaining("Input scale " + scale);
    }

    @Test
    void inputScaleWithoutNeedIsRefused() throws IOException {
        write("{\"d_in\":2,\"d_sae\":3}");
        assertThatThrownBy(() -> Dictionary.open(folder, 2)).hasMessageContaining("no input scale to fold");
    }

    @Test
    void anInputScaleThatLiesBesideIsFolded() throws IOException {
        write("{\"d_in\":2,\"d_sae\":3,\"normalize_activations\":true}");
        assertThatThrownBy(() -> Dictionary.open(folder)).hasMessageContaining("was not folded");
        Files.writeString(folder.resolve("activation_scaler.json"), "{\"scaling_factor\": 3}");
        try (Dictionary beside = Dictionary.open(folder);
                Dictionary given = Dictionary.open(folder, 3)) {
            float[] x = {1, 2};
            assertThat(beside.feature(0).activation(x))
                    .isEqualTo(given.feature(0).activation(x))
                    .isEqualTo(3);
        }
        Files.writeString(folder.resolve("activation_scaler.json"), "{}");
        assertThatThrownBy(() -> Dictionary.open(folder))
                .hasMessageContaining("key 'scaling_factor': expected a number, found nothing");
    }

    @Test
    void missingFilesAreNamed() throws IOException {
        assertThatThrownBy(() -> Dictionary.open(folder.resolve("none")))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("none: expected a folder or a file, found neither");
        Files.writeString(folder.resolve("readme.md"), "");
        Files.writeString(folder.resolve("cfg.json"), "{}");
        assertThatThrownBy(() -> Dictionary.open(folder))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("saelens (cfg.json and sae_weights.safetensors)");
    }

    @Test
    void wrongWidthIsExplained() throws IOException {
        try (Dictionary dictionary = golden("v6-standard-none");
                NDManager manager = Torch.manager().newSubManager()) {
            assertThatThrownBy(() -> dictionary.requireWidth(64, "resid_post.2 of model m"))
                    .isInstanceOf(InvalidException.class)
                    .hasMessageContaining(
                            "expected a tensor of width 16 (d_in), found width 64 at resid_post.2 of model m");
            NDArray wide = manager.zeros(new Shape(2, 64));
            assertThatThrownBy(() -> dictionary.encode(wide)).hasMessageContaining("expected a float32 tensor [n, 16]");
            assertThatThrownBy(() -> dictionary.feature(0).activations(new float[64], 1))
                    .isInstanceOf(InvalidException.class);
        }
    }

    @Test
    void unknownFeatureIsRefused() throws IOException {
        try (Dictionary dictionary = golden("v6-standard-none")) {
            for (int index : new int[] {-1, 64}) {
                assertThatThrownBy(() -> dictionary.feature(index))
                        .isInstanceOf(NotFoundException.class)
                        .hasMessageContaining("Feature " + index + " does not exist")
                        .hasMessageContaining("0 to 63");
                assertThatThrownBy(() -> dictionary.decoderRow(index)).isInstanceOf(NotFoundException.class);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"v6-standard-none", "v6-topk-rescaled", "legacy-scaling-factor", "v6-gated-folded"})
    void decoderHasTheRowsOfTheFeatures(String name) throws IOException {
        try (Dictionary dictionary = golden(name)) {
            float[] all = dictionary.decoder().toFloatArray();
            assertThat(dictionary.decoder().getShape()).isEqualTo(new Shape(64, 16));
            for (int index = 0; index < 64; index++) {
                float[] row = dictionary.decoderRow(index);
                double squares = 0;
                for (int i = 0; i < 16; i++) {
                    assertThat(all[index * 16 + i]).isCloseTo(row[i], within(1e-6f));
                    squares += row[i] * row[i];
                }
                assertThat(dictionary.decoderNorm(index)).isCloseTo((float) Math.sqrt(squares), within(1e-5f));
                assertThat(dictionary.feature(index).decoderRow()).isEqualTo(row);
            }
        }
    }

    /** A pre-activation that equals the threshold is off. */
    @Test
    void thresholdIsStrict() throws IOException {
        write("{" + METADATA + ",\"architecture\":\"jumprelu\",\"d_in\":2,\"d_sae\":3}");
        new SafetensorsWriter()
                .add("W_enc", new float[] {1, 1, 1, 0, 0, 0}, 2, 3)
                .add("W_dec", new float[6], 3, 2)
                .add("b_dec", new float[2], 2)
                .add("b_enc", new float[3], 3)
                .add("threshold", new float[] {2, 1.999f, -5}, 3)
                .write(folder.resolve("sae_weights.safetensors"));
        try (Dictionary dictionary = Dictionary.open(folder);
                NDManager manager = Torch.manager().newSubManager()) {
            assertThat(dictionary
                            .encode(manager.create(new float[] {2, 0}, new Shape(1, 2)))
                            .toFloatArray())
                    .containsExactly(0, 2, 2);
            assertThat(dictionary
                            .encode(manager.create(new float[] {-2, 0}, new Shape(1, 2)))
                            .toFloatArray())
                    .containsExactly(0, 0, 0);
            assertThat(dictionary.feature(0).activation(new float[] {2, 0})).isZero();
            assertThat(dictionary.feature(2).activation(new float[] {-2, 0})).isZero();
        }
    }

    /** Exactly k are kept where equal values compete. */
    @Test
    void tiesKeepExactlyK() throws IOException {
        write("{" + METADATA + ",\"architecture\":\"topk\",\"k\":2,\"d_in\":2,\"d_sae\":3}");
        try (Dictionary dictionary = Dictionary.open(folder);
                NDManager manager = Torch.manager().newSubManager()) {
            float[] kept = dictionary
                    .encode(manager.create(new float[] {3, 0}, new Shape(1, 2)))
                    .toFloatArray();
            assertThat(kept).containsExactlyInAnyOrder(3, 3, 0);
        }
    }

    @Test
    void whatIsWrittenIsRead() {
        DictionaryConfig config = new DictionaryConfig(
                Architecture.TOPK,
                2,
                3,
                true,
                Normalization.NONE,
                2,
                false,
                false,
                "blocks.2.hook_resid_post",
                Optional.of("stories"),
                true,
                OptionalInt.of(128),
                Map.of());
        Path target = folder.resolve("sub/dictionary");
        DictionaryWriter writer = new DictionaryWriter(config)
                .tensor("W_enc", new float[] {1, 2, 3, 4, 5, 6})
                .tensor("W_dec", new float[] {6, 5, 4, 3, 2, 1})
                .tensor("b_enc", new float[3])
                .tensor("b_dec", new float[] {7, 8})
                .note("dataset_path", "mine.txt");
        writer.write(target);
        try (Dictionary dictionary = Dictionary.open(target)) {
            assertThat(dictionary.config()).isEqualTo(config);
            assertThat(dictionary.decoderRow(1)).containsExactly(4, 3);
            assertThat(target.resolve("cfg.json")).content().contains("\"dataset_path\" : \"mine.txt\"");
        }
        assertThatThrownBy(() -> writer.write(target))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("holds a dictionary already");
    }

    private Dictionary golden(String name) throws IOException {
        return DictionaryGoldenTest.open(folder, DictionaryGoldenTest.all().get(name));
    }

    /** A configuration beside standard weights with d_in 2, d_sae 3, whose encoder copies the first input. */
    private void write(String config) throws IOException {
        Files.writeString(folder.resolve("cfg.json"), config);
        new SafetensorsWriter()
                .add("W_enc", new float[] {1, 1, 1, 0, 0, 0}, 2, 3)
                .add("W_dec", new float[6], 3, 2)
                .add("b_dec", new float[2], 2)
                .add("b_enc", new float[3], 3)
                .write(folder.resolve("sae_weights.safetensors"));
    }

    /** A dictionary of three features whose biases are not centred themselves. */
    private static void writeOf(Path folder, String hook, boolean centred) throws IOException {
        Files.writeString(
                folder.resolve("cfg.json"),
                "{\"d_in\":2,\"d_sae\":3,\"hook_point\":\"" + hook + "\",\"apply_b_dec_to_input\":true,"
                        + "\"model_from_pretrained_kwargs\":{\"center_writing_weights\":" + centred + "}}");
        new SafetensorsWriter()
                .add("W_enc", new float[] {1, -0.5f, 2, 0.25f, 1.5f, -1}, 2, 3)
                .add("W_dec", new float[] {1, 0, 0.6f, 0.8f, -0.8f, 0.6f}, 3, 2)
                .add("b_dec", new float[] {0.5f, 0.1f}, 2)
                .add("b_enc", new float[] {0.2f, 0.4f, -0.3f}, 3)
                .write(folder.resolve("sae_weights.safetensors"));
    }
}
