package org.fragaria.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.fragaria.problem.InvalidException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Configurations as published, which leave out what their class in transformers has as a default. */
class FamilyConfigTest {

    @TempDir
    Path folder;

    @Test
    void gemma3WithSightLeavesOutMostOfItsTextPart() throws IOException {
        ModelConfig config = read("""
                {"architectures": ["Gemma3ForConditionalGeneration"], "eos_token_id": [1, 106], "text_config": {
                 "hidden_size": 2560, "intermediate_size": 10240, "num_hidden_layers": 34, "sliding_window": 1024,
                 "rope_scaling": {"factor": 8.0, "rope_type": "linear"}}}
                """);
        assertThat(config.heads()).isEqualTo(8);
        assertThat(config.kvHeads()).isEqualTo(4);
        assertThat(config.width(HookPoint.Z)).isEqualTo(2048);
        assertThat(config.vocabulary()).isEqualTo(262_208);
        assertThat(config.contextLength()).isEqualTo(131_072);
        assertThat(config.tied()).isTrue();
        assertThat(config.endOfText()).containsExactlyInAnyOrder(1, 106);
    }

    @Test
    void gemma3HasFiveLocalLayersThenAGlobalOne() throws IOException {
        Gemma3 plan = Gemma3.textPart(file("""
                {"text_config": {"num_hidden_layers": 12, "hidden_size": 2560, "sliding_window": 1024,
                 "rope_scaling": {"factor": 8.0, "rope_type": "linear"}}}
                """));
        assertThat(plan.window(4)).isEqualTo(1024);
        assertThat(plan.window(5)).isZero();
        assertThat(plan.window(6)).isEqualTo(1024);
        assertThat(plan.rope(0)).isEqualTo(new Rope(10_000, 256, new Rope.Plain()));
        assertThat(plan.rope(11)).isEqualTo(new Rope(1_000_000, 256, new Rope.Linear(8)));
    }

    @Test
    void gemma2BeginsWithAWindowAndScalesByItsOwnNumber() throws IOException {
        Gemma2 plan = new Gemma2(file("""
                {"num_hidden_layers": 46, "hidden_size": 4608, "num_attention_heads": 32, "num_key_value_heads": 16,
                 "head_dim": 128, "query_pre_attn_scalar": 144, "sliding_window": 4096}
                """));
        assertThat(plan.window(0)).isEqualTo(4096);
        assertThat(plan.window(1)).isZero();
        assertThat(plan.attentionScale()).isEqualTo(1 / 12.0);
        assertThat(plan.attentionCap()).isEqualTo(50);
        assertThat(plan.logitCap()).isEqualTo(30);
    }

    @Test
    void pythiaRotatesAQuarterAndHasNoMiddle() throws IOException {
        JsonFile file = file("""
                {"architectures": ["GPTNeoXForCausalLM"], "hidden_size": 512, "intermediate_size": 2048,
                 "num_attention_heads": 8, "num_hidden_layers": 6, "vocab_size": 50304, "rotary_pct": 0.25,
                 "rotary_emb_base": 10000, "use_parallel_residual": true, "hidden_act": "gelu", "eos_token_id": 0}
                """);
        ModelConfig config = Family.plan(file).config();
        assertThat(config.points()).doesNotContain(HookPoint.RESID_MID).hasSize(HookPoint.values().length - 1);
        assertThat(config.addresses()).contains(new Address(HookPoint.MLP_OUT, 5));
        assertThat(config.tied()).isFalse();
        assertThat(Rope.read(file, 64, 10_000, 0.25).dims()).isEqualTo(16);
        Address middle = new Address(HookPoint.RESID_MID, 2);
        assertThatThrownBy(() -> config.require(middle))
                .isInstanceOf(InvalidException.class)
                .hasMessageContaining("resid_mid.2")
                .hasMessageContaining("parallel")
                .hasMessageContaining("embed, resid_pre, attn_in");
    }

    @Test
    void aWindowThatIsNullIsNoneAndAMissingOneTheDefault() throws IOException {
        assertThat(new Mistral(file("{\"sliding_window\": null}")).window(0)).isZero();
        assertThat(new Mistral(file("{}")).window(0)).isEqualTo(4096);
        assertThat(new Qwen2(file("{\"sliding_window\": 131072, \"use_sliding_window\": false}")).window(40))
                .isZero();
        assertThat(new Gemma2(file("{\"attn_logit_softcapping\": null}")).attentionCap())
                .isZero();
    }

    @Test
    void llama3SlowsLongWavesKeepsShortOnesAndFadesBetween() {
        Rope.Llama3 scaling = new Rope.Llama3(8, 1, 4, 8192);
        float turn = (float) (2 * Math.PI);
        assertThat(scaling.apply(turn / 1000)).isEqualTo(turn / 1000);
        assertThat(scaling.apply(turn / 10_000)).isEqualTo(turn / 10_000 / 8);
        // 4096 positions a wave: 8192 / 4096 = 2, a third of the way from 1 to 4.
        assertThat(scaling.apply(turn / 4096) * 4096 / turn)
                .isEqualTo(2f / 3 / 8 + 1f / 3, org.assertj.core.data.Offset.offset(1e-6f));
    }

    @Test
    void anUnknownArchitectureIsRefusedWithThoseKnown() throws IOException {
        JsonFile file = file("{\"architectures\": [\"BloomForCausalLM\"]}");
        assertThatThrownBy(() -> Family.plan(file))
                .isInstanceOf(InvalidException.class)
                .hasMessageContaining("BloomForCausalLM")
                .hasMessageContaining("GPTNeoXForCausalLM, LlamaForCausalLM");
    }

    private ModelConfig read(String json) throws IOException {
        file(json);
        return LanguageModel.readConfig(folder);
    }

    private JsonFile file(String json) throws IOException {
        Path path = folder.resolve("config.json");
        Files.writeString(path, json);
        return JsonFile.read(path);
    }
}
