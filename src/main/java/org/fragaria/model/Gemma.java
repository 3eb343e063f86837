package org.fragaria.model;

/**
 * Gemma 1: embeddings times the square root of their width, norms that multiply by {@code 1 + w}, a tanh-GELU gate, a
 * head width of its own. Source: transformers, {@code models/gemma/modeling_gemma.py}.
 */
class Gemma extends LlamaLike {

    Gemma(JsonFile file) {
        super(file);
    }

    @Override
    String architecture() {
        return "GemmaForCausalLM";
    }

    @Override
    int defaultContext() {
        return 8192;
    }

    /** The first releases say {@code gelu} and mean the tanh form, as transformers reads them. */
    @Override
    Activation activation() {
        String key = file.present("hidden_activation") ? "hidden_activation" : "hidden_act";
        return file.textOr("", key).equals("gelu")
                ? Activation.GELU_TANH
                : Activation.read(file, key, "gelu_pytorch_tanh", Activation.GELU_TANH);
    }

    @Override
    int headDim() {
        return file.positiveOr(256, "head_dim");
    }

    @Override
    boolean tied() {
        return file.truthOr(true, "tie_word_embeddings");
    }

    @Override
    boolean gainsFromOne() {
        return true;
    }

    /** In float32, since that is what the pass computes in; a bfloat16 pass would round it. */
    @Override
    float embeddingScale() {
        return (float) Math.sqrt(file.positive("hidden_size"));
    }
}
