package org.fragaria.model;

/**
 * Qwen 2 and 2.5: biases on queries, keys and values; a sliding window on the upper layers if the file asks for it.
 * Source: transformers, {@code models/qwen2/modeling_qwen2.py}.
 */
class Qwen2 extends LlamaLike {

    Qwen2(JsonFile file) {
        super(file);
    }

    @Override
    String architecture() {
        return "Qwen2ForCausalLM";
    }

    @Override
    int defaultContext() {
        return 32_768;
    }

    @Override
    int kvHeads() {
        return file.root().has("num_key_value_heads") ? super.kvHeads() : 32;
    }

    @Override
    boolean qkvBias() {
        return true;
    }

    @Override
    boolean outBias() {
        return false;
    }

    @Override
    int window(int layer) {
        int window = file.truthOr(false, "use_sliding_window") ? file.unlessNull(4096, "sliding_window") : 0;
        boolean upper = layer >= file.wholeOr(28, "max_window_layers");
        return window > 0 && sliding(layer, upper) ? window : 0;
    }
}
