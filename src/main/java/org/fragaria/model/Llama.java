package org.fragaria.model;

/** Llama 1 to 3.3. Source: transformers, {@code models/llama/configuration_llama.py}. */
final class Llama extends LlamaLike {

    Llama(JsonFile file) {
        super(file);
    }

    @Override
    String architecture() {
        return "LlamaForCausalLM";
    }

    @Override
    int defaultContext() {
        return 2048;
    }

    @Override
    boolean mlpBias() {
        return file.truthOr(false, "mlp_bias");
    }
}
