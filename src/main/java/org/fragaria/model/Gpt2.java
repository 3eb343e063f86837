package org.fragaria.model;

import java.util.ArrayList;
import java.util.List;

import ai.djl.ndarray.NDArray;

/**
 * GPT-2: learned positions, layer norm before attention and MLP, tanh-GELU, biases everywhere, unembedding tied to the
 * embedding. Source: transformers, {@code models/gpt2/modeling_gpt2.py}.
 */
record Gpt2(JsonFile file) implements Plan {

    @Override
    public ModelConfig config() {
        int dModel = file.positive("n_embd");
        int heads = file.positive("n_head");
        if (dModel % heads != 0) {
            throw file.wrong("n_head", "a divisor of n_embd " + dModel, heads);
        }
        activation();
        if (file.truthOr(false, "scale_attn_by_inverse_layer_idx") || !file.truthOr(true, "scale_attn_weights")) {
            throw file.wrong("scale_attn_by_inverse_layer_idx", "GPT-2's usual scaling", "another one");
        }
        return new ModelConfig(
                "GPT2LMHeadModel",
                file.positive("n_layer"),
                dModel,
                file.positiveOr(4 * dModel, "n_inner"),
                heads,
                heads,
                dModel / heads,
                file.positive("vocab_size"),
                file.positive("n_positions", "n_ctx"),
                file.numberOr(1e-5, "layer_norm_epsilon"),
                HookPoint.sequential(),
                file.truthOr(true, "tie_word_embeddings"),
                ModelConfig.endOfText(file));
    }

    private Activation activation() {
        return Activation.read(file, "activation_function", "gelu_new", Activation.GELU_TANH);
    }

    @Override
    public Transformer build(ModelConfig shape, ModelTensors all) {
        ModelTensors tensors = all.under("wte.weight", "transformer.");
        int d = shape.dModel();
        NDArray tokens = tensors.get("wte.weight", shape.vocabulary(), d);
        NDArray positions = tensors.get("wpe.weight", shape.contextLength(), d);
        List<Block> blocks = new ArrayList<>();
        for (int layer = 0; layer < shape.layers(); layer++) {
            blocks.add(block(shape, tensors, "h." + layer + "."));
        }
        return new Transformer(
                new Embedding(tokens, 1, positions),
                blocks,
                tensors.layerNorm("ln_f", d, shape.normEps()),
                all.unembedding(shape, tokens, "lm_head.weight"),
                0);
    }

    private Block block(ModelConfig shape, ModelTensors tensors, String at) {
        int d = shape.dModel();
        return new Block(
                new Block.Heads(
                        new Projection.Fused(tensors.conv1d(at + "attn.c_attn", d, 3 * d)),
                        null,
                        null,
                        Attention.full(shape),
                        tensors.conv1d(at + "attn.c_proj", d, d)),
                new Mlp(
                        null,
                        tensors.conv1d(at + "mlp.c_fc", d, shape.dMlp()),
                        tensors.conv1d(at + "mlp.c_proj", shape.dMlp(), d),
                        activation()),
                new Block.Norms(
                        tensors.layerNorm(at + "ln_1", d, shape.normEps()),
                        tensors.layerNorm(at + "ln_2", d, shape.normEps())),
                false);
    }
}
