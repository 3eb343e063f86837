package org.fragaria.model;

import java.util.List;
import java.util.Optional;

/**
 * Gemma 3, the language model: Gemma 2 with queries and keys normed head by head in place of soft-capped scores, and
 * local layers (sliding window, a wave length base of their own) between global ones. Published files leave out what
 * equals the defaults, so all of those are here. Source: transformers, {@code models/gemma3/modeling_gemma3.py} and
 * {@code configuration_gemma3.py}.
 */
final class Gemma3 extends Gemma2 {

    private static final double LOCAL_THETA = 10_000;
    private static final double GLOBAL_THETA = 1_000_000;

    private final JsonFile whole;
    private final String architecture;

    private Gemma3(JsonFile whole, JsonFile text, String architecture) {
        super(text);
        this.whole = whole;
        this.architecture = architecture;
    }

    /** A model of text alone. */
    static Gemma3 text(JsonFile file) {
        return new Gemma3(file, file, "Gemma3ForCausalLM");
    }

    /** The language model of one that also sees; {@code text_config} holds its settings. */
    static Gemma3 textPart(JsonFile file) {
        JsonFile text = file.child("text_config")
                .orElseThrow(() -> file.wrong("text_config", "the settings of the language model", "none"));
        return new Gemma3(file, text, "Gemma3ForConditionalGeneration");
    }

    @Override
    String architecture() {
        return architecture;
    }

    @Override
    public ModelConfig config() {
        ModelConfig config = super.config();
        return whole.equals(file) ? config : config.endingWith(ModelConfig.endOfText(whole));
    }

    @Override
    int defaultContext() {
        return 131_072;
    }

    @Override
    int heads() {
        return file.positiveOr(8, "num_attention_heads");
    }

    @Override
    int kvHeads() {
        return file.positiveOr(4, "num_key_value_heads");
    }

    @Override
    int vocabulary() {
        return file.positiveOr(262_208, "vocab_size");
    }

    @Override
    boolean tied() {
        return whole.truthOr(super.tied(), "tie_word_embeddings");
    }

    @Override
    boolean headNorms() {
        return true;
    }

    @Override
    double attentionCap() {
        if (file.boundOr(0, "attn_logit_softcapping") != 0) {
            throw file.wrong("attn_logit_softcapping", "null: Gemma 3 does not cap its scores", "a cap");
        }
        return 0;
    }

    @Override
    double logitCap() {
        return file.boundOr(0, "final_logit_softcapping");
    }

    @Override
    int window(int layer) {
        return local(layer) ? file.unlessNull(4096, "sliding_window") : 0;
    }

    private boolean local(int layer) {
        return sliding(layer, (layer + 1) % file.positiveOr(6, "sliding_window_pattern") != 0);
    }

    /** Newer files have one object per kind of layer, older ones a scaling that is of the global layers alone. */
    @Override
    Rope rope(int layer) {
        boolean local = local(layer);
        double theta =
                local ? file.numberOr(LOCAL_THETA, "rope_local_base_freq") : file.numberOr(GLOBAL_THETA, "rope_theta");
        Optional<JsonFile> each = file.child("rope_parameters");
        String kind = local ? "sliding_attention" : "full_attention";
        if (each.isPresent() && !each.get().present(kind)) {
            throw file.wrong(
                    "rope_parameters",
                    "settings of sliding_attention and of full_attention",
                    each.get().root());
        }
        Optional<JsonFile> settings =
                each.flatMap(e -> e.child(kind)).or(() -> local ? Optional.empty() : file.child("rope_scaling"));
        return wholeHead(settings.map(s -> Rope.of(s, headDim(), theta, 1))
                .orElseGet(() -> new Rope(theta, headDim(), new Rope.Plain())));
    }

    @Override
    List<String> prefixes() {
        return List.of("model.", "model.language_model.", "language_model.model.");
    }
}
