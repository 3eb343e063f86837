package org.fragaria.dictionary;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.fragaria.intervention.Intervention;
import org.fragaria.intervention.Method;
import org.fragaria.intervention.Positions;
import org.fragaria.model.Address;
import org.fragaria.problem.InvalidException;
import org.fragaria.problem.NotFoundException;
import org.fragaria.weights.SafetensorsWriter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What readers of formats say beside numbers: places, assumptions, refusals. */
class FormatsTest {

    private static final String META = "\"metadata\":{\"sae_lens_version\":\"6.0.0\"}";

    @TempDir
    Path folder;

    /** Case of the goldens, where it reads, where it writes, and what else is taken. */
    @ParameterizedTest
    @CsvSource({
        "saelens-skip_transcoder, mlp_in.3, mlp_out.3, true, NONE",
        "gemma-scope-res, resid_post.20, resid_post.20, true, NONE",
        "gemma-scope-mlp, mlp_out.20, mlp_out.20, true, NONE",
        "gemma-scope-att, z.20, z.20, true, NONE",
        "gemma-scope-transcoders, resid_mid.5, mlp_out.5, true, RMS_NORM",
        "gemma-scope-2-resid_post, resid_post.9, resid_post.9, true, NONE",
        "gemma-scope-2-attn_out, z.9, z.9, true, NONE",
        "gemma-scope-2-affine, mlp_in.9, mlp_out.9, true, NONE",
        "dictionary_learning-BatchTopKSAE, resid_post.3, resid_post.3, true, NONE",
        "sparsify-topk, resid_post.5, resid_post.5, false, NONE",
        "sparsify-transcoder, mlp_in.5, mlp_out.5, false, NONE",
        "openai-topk, resid_post.7, resid_post.7, false, LAYER_NORM",
        "openai-relu, mlp_act.7, mlp_act.7, false, NONE",
        "llama-scope, resid_post.5, resid_post.5, true, NONE",
        "goodfire, resid_post.19, resid_post.19, true, NONE",
        "qwen-scope, resid_post.4, resid_post.4, true, NONE",
        "attn-kk, z.5, z.5, true, NONE",
        "mwhanna, mlp_in.3, mlp_out.3, true, NONE",
        "circuit-tracer-gemma, resid_mid.6, mlp_out.6, true, RMS_NORM"
    })
    void placesAreTranslated(String name, String in, String out, boolean bos, Normalization normalization)
            throws IOException {
        try (Dictionary dictionary = golden(name)) {
            assertThat(dictionary.config().address()).isEqualTo(Address.parse(in));
            assertThat(dictionary.config().outputAddress()).isEqualTo(Address.parse(out));
            assertThat(dictionary.config().prependBos()).isEqualTo(bos);
            assertThat(dictionary.config().normalization()).isEqualTo(normalization);
            assertThat(dictionary.provenance().files()).isNotEmpty().allMatch(Files::exists);
            assertThat(dictionary.provenance().assumptions().isEmpty()).isEqualTo(name.startsWith("saelens"));
        }
    }

    private static Dictionary golden(String name) throws IOException {
        Stream<JsonNode> found =
                FormatsGoldenTest.cases().filter(a -> a.get()[0].equals(name)).map(a -> (JsonNode) a.get()[1]);
        return FormatsGoldenTest.open(found.findFirst().orElseThrow());
    }

    @Test
    void modelsAreNamed() throws IOException {
        try (Dictionary gemma = golden("gemma-scope-res");
                Dictionary qwen = golden("qwen-scope");
                Dictionary second = golden("gemma-scope-2-affine")) {
            assertThat(gemma.config().modelName()).contains("gemma-2-2b");
            assertThat(qwen.config().modelName()).contains("Qwen3-1.7B-Base");
            assertThat(second.config().modelName()).contains("google/gemma-3-270m-pt");
        }
    }

    @Test
    void transcoderOnlyAddsWhereItWrites() throws IOException {
        try (Dictionary dictionary = golden("saelens-transcoder")) {
            Intervention added = Intervention.onFeature(dictionary, 4, Method.ADD, 2, Positions.ALL);
            assertThat(added.address()).isEqualTo(Address.parse("mlp_out.3"));
            assertThat(added.direction()).hasSize(10).isEqualTo(dictionary.decoderRow(4));
            for (Method along : List.of(Method.PROJECT_OUT, Method.DECOMPOSE, Method.CAP)) {
                Intervention change = Intervention.onFeature(dictionary, 4, along, 2, Positions.ALL);
                assertThat(change.address()).isEqualTo(Address.parse("mlp_out.3"));
                assertThat(change.direction()).isEqualTo(dictionary.decoderRow(4));
            }
            assertThatThrownBy(() -> Intervention.onFeature(dictionary, 4, Method.CLAMP, 2, Positions.ALL))
                    .isInstanceOf(InvalidException.class)
                    .hasMessageContaining("is read from another tensor than the one it writes to");
            assertThatThrownBy(() -> dictionary.requireAutoencoder("the truth report"))
                    .hasMessageContaining("the truth report needs an autoencoder");
            assertThatThrownBy(() -> dictionary.requireOutputWidth(12, "mlp_out.3"))
                    .hasMessageContaining("it predicts a tensor of width 10");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"architecture\":\"matching_pursuit\",\"d_in\":2,\"d_sae\":3," + META + "}|not supported yet",
                "{\"architecture\":\"temporal\",\"d_in\":2,\"d_sae\":3," + META + "}|not supported yet",
                "{\"architecture\":\"transcoder\",\"d_in\":2,\"d_sae\":3,\"d_out\":2,\"normalize_activations\":\"layer_norm\","
                        + META + "}|expected a transcoder to leave its bias and normalisation"
            })
    void unsupportedArchitecturesSaySo(String config, String message) throws IOException {
        Files.writeString(folder.resolve("cfg.json"), config);
        new SafetensorsWriter().add("W_enc", new float[6], 2, 3).write(folder.resolve("sae_weights.safetensors"));
        assertThatThrownBy(() -> Dictionary.open(folder))
                .isInstanceOf(InvalidException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({
        "model.layers.4.output, gemma-2-2b, blocks.4.hook_resid_post",
        "model.layers.4, gemma-2-2b, blocks.4.hook_resid_post",
        "layers.4.mlp, EleutherAI/pythia-160m, blocks.4.hook_mlp_out",
        "model.layers.4.mlp, google/gemma-2-2b, model.layers.4.mlp",
        "model.layers.4.mlp.output, google/gemma-3-1b-pt, model.layers.4.mlp.output",
        "model.layers.4.post_attention_layernorm.output, meta-llama/Llama-3.2-1B, model.layers.4.post_attention_layernorm.output",
        "blocks.4.ln2.hook_normalized, gpt2-small, blocks.4.ln2.hook_normalized"
    })
    void namesOfModulesAreTranslatedWhereTheyAreTheSame(String name, String model, String expected) {
        assertThat(HookNames.place(name, Optional.of(model), true)).isEqualTo(new HookNames.Place(expected, false));
    }

    @Test
    void folderOfTwoFormatsIsAmbiguous() throws IOException {
        Path gemma = FormatsGoldenTest.FIXTURES.resolve(
                "gemma-scope-res/gemma-scope-2b-pt-res/layer_20/width_16k/average_l0_71/params.npz");
        Files.copy(gemma, folder.resolve("params.npz"));
        Path learned = FormatsGoldenTest.FIXTURES.resolve("dictionary_learning-AutoEncoder");
        Files.copy(learned.resolve("ae.pt"), folder.resolve("ae.pt"));
        Files.copy(learned.resolve("config.json"), folder.resolve("config.json"));
        assertThatThrownBy(() -> Dictionary.open(folder))
                .isInstanceOf(InvalidException.class)
                .hasMessageContaining("found those of gemma-scope and dictionary_learning");
    }

    @Test
    void setOfLayersNeedsOneFile() {
        assertThatThrownBy(() -> Dictionary.open(FormatsGoldenTest.FIXTURES.resolve("mwhanna")))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("layer_3.safetensors, layer_4.safetensors")
                .hasMessageContaining("name one file");
    }

    @Test
    void gemmaScopeOutsideItsFoldersIsRefused() throws IOException {
        Path gemma = FormatsGoldenTest.FIXTURES.resolve(
                "gemma-scope-res/gemma-scope-2b-pt-res/layer_20/width_16k/average_l0_71/params.npz");
        Files.copy(gemma, folder.resolve("params.npz"));
        assertThatThrownBy(() -> Dictionary.open(folder)).hasMessageContaining("do not say which tensor they are of");
    }
}
