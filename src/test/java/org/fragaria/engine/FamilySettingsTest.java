package org.fragaria.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.fragaria.problem.InvalidException;
import org.fragaria.testsupport.Difference;
import org.fragaria.testsupport.FamilyModels;
import org.fragaria.weights.Weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** That every setting of a family decides numbers, may be spelt as older files do, and is refused where it is unknown. */
class FamilySettingsTest {

    private static final double BAR = 1e-4;
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path temporary;

    /** A golden that is met whatever the setting says would prove nothing about it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            gpt-neo             | window_size                                  | 256
            gpt-neo             | attention_types                              | [[["local","global"],1],[["local"],1]]
            gpt-neo             | activation_function                          | "gelu"
            gpt-neox            | use_parallel_residual                        | false
            gpt-neox            | rope_parameters/partial_rotary_factor        | 0.5
            gpt-neox            | rope_parameters/rope_theta                   | 10000
            gpt-neox            | hidden_act                                   | "gelu_new"
            gpt-neox-sequential | use_parallel_residual                        | true
            llama3              | rope_parameters/rope_type                    | "default"
            llama3              | rope_parameters/factor                       | 32
            llama3              | rope_parameters/low_freq_factor              | 0.5
            llama3              | rope_parameters/high_freq_factor             | 8
            llama3              | rope_parameters/original_max_position_embeddings | 80
            llama-linear        | rope_parameters/factor                       | 1
            llama-linear        | rope_parameters/rope_type                    | "default"
            mistral             | sliding_window                               | null
            mistral             | sliding_window                               | 7
            qwen2               | use_sliding_window                           | false
            qwen2               | layer_types                                  | ["sliding_attention","full_attention","full_attention"]
            qwen2               | rope_parameters/rope_theta                   | 500
            qwen3               | rms_norm_eps                                 | 0.01
            gemma               | rope_parameters/rope_theta                   | 500
            gemma2              | attn_logit_softcapping                       | null
            gemma2              | final_logit_softcapping                      | null
            gemma2              | query_pre_attn_scalar                        | 8
            gemma2              | sliding_window                               | 64
            gemma2              | layer_types                                  | ["full_attention","sliding_attention","full_attention"]
            gemma3              | query_pre_attn_scalar                        | 8
            gemma3              | sliding_window                               | 5
            gemma3              | final_logit_softcapping                      | 2
            gemma3              | rope_parameters/full_attention/factor        | 1
            gemma3              | rope_parameters/full_attention/rope_theta    | 50
            gemma3              | rope_parameters/sliding_attention/rope_theta | 700
            gemma3-seeing       | text_config/sliding_window                   | 5
            """)
    void aSettingChangesTheLogits(String name, String key, String value) throws IOException {
        Path model = FamilyModels.of(name);
        JsonNode other = JSON.readTree(value);
        Path copy = FamilyModels.copy(model, temporary.resolve(name), root -> {
            String parent = key.contains("/") ? "/" + key.substring(0, key.lastIndexOf('/')) : "";
            assertThat(root.at("/" + key).isMissingNode())
                    .as(key + " is in the file")
                    .isFalse();
            ((ObjectNode) root.at(parent)).set(key.substring(key.lastIndexOf('/') + 1), other);
        });
        assertThat(fromGolden(copy)).isGreaterThan(BAR);
    }

    @Test
    void llamasRopeMayBeSpeltTheOlderWay() throws IOException {
        older("llama3", root -> {
            ObjectNode rope = (ObjectNode) root.remove("rope_parameters");
            root.set("rope_theta", rope.remove("rope_theta"));
            root.set("rope_scaling", rope);
        });
        older("llama-linear", root -> {
            ObjectNode rope = (ObjectNode) root.remove("rope_parameters");
            root.set("rope_theta", rope.remove("rope_theta"));
            rope.set("type", rope.remove("rope_type"));
            root.set("rope_scaling", rope);
        });
    }

    @Test
    void neoXsRopeMayBeSpeltTheOlderWay() throws IOException {
        older("gpt-neox", root -> {
            root.remove("rope_parameters");
            root.put("rotary_emb_base", 100).put("rotary_pct", 0.25);
        });
    }

    @Test
    void windowsFollowFromTheLayerWhereTheFileListsNoLayerTypes() throws IOException {
        older("gemma2", root -> root.remove("layer_types"));
        older("qwen2", root -> root.remove("layer_types"));
    }

    @Test
    void gemma3MayBeSpeltTheOlderWay() throws IOException {
        older("gemma3", FamilySettingsTest::olderGemma3);
        older("gemma3-seeing", root -> olderGemma3((ObjectNode) root.path("text_config")));
    }

    private static void olderGemma3(ObjectNode root) {
        root.remove("layer_types");
        root.remove("rope_parameters");
        root.put("rope_theta", 700).put("rope_local_base_freq", 50).put("sliding_window_pattern", 3);
        root.putObject("rope_scaling").put("rope_type", "linear").put("factor", 8);
    }

    /** Both orders of the two words are published. */
    @Test
    void theWeightsOfGemma3MayStandUnderEitherPrefix() throws IOException {
        Path copy = FamilyModels.copy(FamilyModels.of("gemma3-seeing"), temporary.resolve("prefix"), root -> {});
        Path file = copy.resolve("model.safetensors");
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        String newer = "model.language_model.";
        String older = "language_model.model.";
        boolean isNewer = text.contains(newer);
        assertThat(isNewer || text.contains(older)).isTrue();
        Files.writeString(
                file, isNewer ? text.replace(newer, older) : text.replace(older, newer), StandardCharsets.ISO_8859_1);
        assertThat(fromGolden(copy)).isLessThan(BAR);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            llama3   | {"rope_parameters":{"rope_type":"yarn","factor":4}} | rope_parameters.rope_type | yarn
            llama3   | {"rope_parameters":{"rope_type":"llama3","factor":4}} | rope_parameters.low_freq_factor | none
            llama3   | {"rope_parameters":{"partial_rotary_factor":0.5}}   | partial_rotary_factor | whole head
            llama3   | {"hidden_act":"relu"}                               | hidden_act    | relu
            llama3   | {"rope_parameters":[]}                              | rope_parameters | JSON object
            llama3   | {"rope_scaling":{"type":"dynamic","factor":4}}      | rope_scaling.type | dynamic
            llama3   | {"partial_rotary_factor":0.5}                       | partial_rotary_factor | whole head
            gemma3   | {"rope_parameters":{"rope_type":"default"}}         | rope_parameters | sliding_attention
            mistral  | {"sliding_window":0}                                | sliding_window | from 1
            gemma2   | {"use_bidirectional_attention":true}                | use_bidirectional_attention | true
            gemma2   | {"attn_logit_softcapping":-1}                       | attn_logit_softcapping | -1
            gemma2   | {"layer_types":["chunked_attention"]}               | layer_types   | chunked_attention
            gemma3   | {"attn_logit_softcapping":50}                       | attn_logit_softcapping | cap
            gpt-neo  | {"attention_types":[[["global"],2]]}                | attention_types | 3 layers
            gpt-neo  | {"attention_types":[[["round"],3]]}                 | attention_types | round
            gpt-neox | {"hidden_act":"relu"}                               | hidden_act    | relu
            gemma3-seeing | {"text_config":null}                           | text_config   | language model
            qwen3    | {"num_attention_heads":0}                           | num_attention_heads | from 1
            """)
    void whatIsNotComputedIsRefusedByName(String name, String edit, String key, String found) throws IOException {
        JsonNode changes = JSON.readTree(edit);
        Path copy = FamilyModels.copy(
                FamilyModels.of(name), temporary.resolve(name), root -> root.setAll((ObjectNode) changes));
        assertThatThrownBy(() -> FamilyModels.logits(copy))
                .isInstanceOf(InvalidException.class)
                .hasMessageContaining("config.json")
                .hasMessageContaining(key)
                .hasMessageContaining(found);
    }

    @Test
    void aBiasThatTheConfigurationDeniesIsRefused() throws IOException {
        Path copy = FamilyModels.copy(
                FamilyModels.of("gpt-neox"), temporary.resolve("bias"), root -> root.put("attention_bias", false));
        assertThatThrownBy(() -> FamilyModels.logits(copy))
                .isInstanceOf(InvalidException.class)
                .hasMessageContaining("attention.dense.bias");
    }

    private void older(String name, Consumer<ObjectNode> edit) throws IOException {
        assertThat(fromGolden(FamilyModels.copy(FamilyModels.of(name), temporary.resolve(name), edit)))
                .as(name)
                .isLessThan(BAR);
    }

    private static double fromGolden(Path model) throws IOException {
        try (Weights golden = Weights.open(model.resolve("golden.safetensors"))) {
            return Difference.inDeviations(FamilyModels.logits(model), golden.floats("p0.logits"));
        }
    }
}
