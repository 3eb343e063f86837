package org.fragaria.model;

/**
 * Qwen 3: queries and keys normed head by head in place of Qwen 2's biases, and a head width of its own. Source:
 * transformers, {@code models/qwen3/modeling_qwen3.py}.
 */
final class Qwen3 extends Qwen2 {

    Qwen3(JsonFile file) {
        super(file);
    }

    @Override
    String architecture() {
        return "Qwen3ForCausalLM";
    }

    @Override
    int headDim() {
        return file.positiveOr(128, "head_dim");
    }

    @Override
    boolean headNorms() {
        return true;
    }

    @Override
    boolean qkvBias() {
        return file.truthOr(false, "attention_bias");
    }

    @Override
    boolean outBias() {
        return qkvBias();
    }
}
