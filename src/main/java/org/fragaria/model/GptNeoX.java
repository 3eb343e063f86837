package org.fragaria.model;

import java.util.ArrayList;
import java.util.List;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.jspecify.annotations.Nullable;

import org.fragaria.torch.Linear;
import org.fragaria.torch.TorchOps;

/**
 * GPT-NeoX (Pythia): attention and MLP usually in parallel, each with a layer norm of its own; rotary positions on a
 * part of each head; erf-GELU; biases; untied. Source: transformers, {@code models/gpt_neox/modeling_gpt_neox.py}.
 */
record GptNeoX(JsonFile file) implements Plan {

    @Override
    public ModelConfig config() {
        int dModel = file.positive("hidden_size");
        int heads = file.positive("num_attention_heads");
        if (dModel % heads != 0) {
            throw file.wrong("num_attention_heads", "a divisor of hidden_size " + dModel, heads);
        }
        activation();
        rope(dModel / heads);
        return new ModelConfig(
                "GPTNeoXForCausalLM",
                file.positive("num_hidden_layers"),
                dModel,
                file.positive("intermediate_size"),
                heads,
                heads,
                dModel / heads,
                file.positive("vocab_size"),
                file.positiveOr(2048, "max_position_embeddings"),
                file.numberOr(1e-5, "layer_norm_eps"),
                parallel() ? HookPoint.parallel() : HookPoint.sequential(),
                file.truthOr(false, "tie_word_embeddings"),
                ModelConfig.endOfText(file));
    }

    private boolean parallel() {
        return file.truthOr(true, "use_parallel_residual");
    }

    private Activation activation() {
        return Activation.read(file, "hidden_act", "gelu", Activation.values());
    }

    private Rope rope(int headDim) {
        return Rope.read(file, headDim, file.numberOr(10_000, "rotary_emb_base"), file.numberOr(0.25, "rotary_pct"));
    }

    @Override
    public Transformer build(ModelConfig shape, ModelTensors all) {
        ModelTensors tensors = all.under("embed_in.weight", "gpt_neox.");
        int d = shape.dModel();
        NDArray tokens = tensors.get("embed_in.weight", shape.vocabulary(), d);
        NDArray frequencies = rope(shape.headDim()).frequencies(all.manager());
        List<Block> blocks = new ArrayList<>();
        for (int layer = 0; layer < shape.layers(); layer++) {
            blocks.add(block(shape, tensors, "layers." + layer + ".", frequencies));
        }
        return new Transformer(
                new Embedding(tokens, 1, null),
                blocks,
                tensors.layerNorm("final_layer_norm", d, shape.normEps()),
                all.unembedding(shape, tokens, "embed_out.weight"),
                0);
    }

    private Block block(ModelConfig shape, ModelTensors tensors, String at, NDArray frequencies) {
        int d = shape.dModel();
        boolean biased = file.truthOr(true, "attention_bias");
        return new Block(
                new Block.Heads(
                        new Projection.Fused(qkv(shape, tensors, at + "attention.query_key_value", biased)),
                        null,
                        frequencies,
                        Attention.full(shape),
                        tensors.linear(at + "attention.dense", d, d, biased)),
                new Mlp(
                        null,
                        tensors.linear(at + "mlp.dense_h_to_4h", d, shape.dMlp(), true),
                        tensors.linear(at + "mlp.dense_4h_to_h", shape.dMlp(), d, true),
                        activation()),
                new Block.Norms(
                        tensors.layerNorm(at + "input_layernorm", d, shape.normEps()),
                        tensors.layerNorm(at + "post_attention_layernorm", d, shape.normEps())),
                parallel());
    }

    /** The file interleaves queries, keys and values head by head; one product needs them as thirds. */
    private static Linear qkv(ModelConfig shape, ModelTensors tensors, String name, boolean biased) {
        int d = shape.dModel();
        NDArray weight = thirds(shape, tensors.get(name + ".weight", 3L * d, d));
        @Nullable NDArray bias = biased ? thirds(shape, tensors.get(name + ".bias", 3L * d)) : null;
        return tensors.layer(weight, bias);
    }

    /** Reorders the first dimension from {@code [head, 3, headDim]} to {@code [3, head, headDim]}. */
    private static NDArray thirds(ModelConfig shape, NDArray byHead) {
        long rest = byHead.size() / (3L * shape.dModel());
        try (byHead;
                NDArray apart = byHead.reshape(shape.heads(), 3, shape.headDim(), rest);
                NDArray turned = apart.transpose(1, 0, 2, 3);
                NDArray copy = TorchOps.contiguous(turned)) {
            Shape flat = byHead.getShape();
            NDArray thirds = copy.reshape(flat);
            thirds.attach(byHead.getManager());
            return thirds;
        }
    }
}
