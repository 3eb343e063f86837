package org.fragaria.model;

/**
 * Gemma 2: four norms per layer, soft-capped scores and logits, a sliding window on every other layer from the first.
 * Source: transformers, {@code models/gemma2/modeling_gemma2.py}.
 */
class Gemma2 extends Gemma {

    Gemma2(JsonFile file) {
        super(file);
    }

    @Override
    String architecture() {
        return "Gemma2ForCausalLM";
    }

    @Override
    boolean normsAfter() {
        return true;
    }

    @Override
    double attentionScale() {
        return 1 / Math.sqrt(file.numberOr(256, "query_pre_attn_scalar"));
    }

    @Override
    double attentionCap() {
        return file.boundOr(50, "attn_logit_softcapping");
    }

    @Override
    double logitCap() {
        return file.boundOr(30, "final_logit_softcapping");
    }

    @Override
    int window(int layer) {
        return sliding(layer, layer % 2 == 0) ? file.unlessNull(4096, "sliding_window") : 0;
    }
}
