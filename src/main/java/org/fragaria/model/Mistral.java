package org.fragaria.model;

/**
 * Mistral: Llama with a sliding window on every layer, unless the file sets it to null. Source: transformers,
 * {@code models/mistral/modeling_mistral.py}.
 */
final class Mistral extends LlamaLike {

    Mistral(JsonFile file) {
        super(file);
    }

    @Override
    String architecture() {
        return "MistralForCausalLM";
    }

    @Override
    int defaultContext() {
        return 131_072;
    }

    @Override
    int kvHeads() {
        return file.root().has("num_key_value_heads") ? super.kvHeads() : 8;
    }

    @Override
    boolean qkvBias() {
        return false;
    }

    @Override
    int window(int layer) {
        return file.unlessNull(4096, "sliding_window");
    }
}
