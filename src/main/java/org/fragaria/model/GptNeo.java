package org.fragaria.model;

import java.util.ArrayList;
import java.util.List;

import ai.djl.ndarray.NDArray;
import com.fasterxml.jackson.databind.JsonNode;

/**
 * GPT-Neo: as GPT-2, but with queries, keys and values apart and without biases, scores that are not scaled, and a
 * sliding window on the layers called local. Source: transformers, {@code models/gpt_neo/modeling_gpt_neo.py}.
 */
record GptNeo(JsonFile file) implements Plan {

    @Override
    public ModelConfig config() {
        int dModel = file.positive("hidden_size");
        int heads = file.positive("num_heads", "num_attention_heads");
        if (dModel % heads != 0) {
            throw file.wrong("num_heads", "a divisor of hidden_size " + dModel, heads);
        }
        activation();
        int layers = file.positive("num_layers", "num_hidden_layers");
        windows(layers);
        return new ModelConfig(
                "GPTNeoForCausalLM",
                layers,
                dModel,
                file.positiveOr(4 * dModel, "intermediate_size"),
                heads,
                heads,
                dModel / heads,
                file.positive("vocab_size"),
                file.positive("max_position_embeddings"),
                file.numberOr(1e-5, "layer_norm_epsilon"),
                HookPoint.sequential(),
                file.truthOr(true, "tie_word_embeddings"),
                ModelConfig.endOfText(file));
    }

    private Activation activation() {
        return Activation.read(file, "activation_function", "gelu_new", Activation.values());
    }

    /** The window of every layer (0 where it is global), from {@code attention_types}: {@code [[[kinds], times], …]}. */
    private List<Integer> windows(int layers) {
        List<Integer> windows = new ArrayList<>();
        for (JsonNode group : file.root().path("attention_types")) {
            for (int time = 0; time < group.path(1).asInt() && windows.size() <= layers; time++) {
                group.path(0).forEach(kind -> windows.add(window(kind.asText())));
            }
        }
        if (windows.size() != layers) {
            throw file.wrong(
                    "attention_types",
                    "the kinds of " + layers + " layers",
                    file.root().path("attention_types"));
        }
        return windows;
    }

    private int window(String kind) {
        return switch (kind) {
            case "global" -> 0;
            case "local" -> file.positiveOr(256, "window_size");
            default -> throw file.wrong("attention_types", "layers that are global or local", kind);
        };
    }

    @Override
    public Transformer build(ModelConfig shape, ModelTensors all) {
        ModelTensors tensors = all.under("wte.weight", "transformer.");
        int d = shape.dModel();
        NDArray tokens = tensors.get("wte.weight", shape.vocabulary(), d);
        NDArray positions = tensors.get("wpe.weight", shape.contextLength(), d);
        List<Integer> windows = windows(shape.layers());
        List<Block> blocks = new ArrayList<>();
        for (int layer = 0; layer < shape.layers(); layer++) {
            Attention attention = Attention.scaled(shape, 1, windows.get(layer));
            blocks.add(block(shape, tensors, "h." + layer + ".", attention));
        }
        return new Transformer(
                new Embedding(tokens, 1, positions),
                blocks,
                tensors.layerNorm("ln_f", d, shape.normEps()),
                all.unembedding(shape, tokens, "lm_head.weight"),
                0);
    }

    private Block block(ModelConfig shape, ModelTensors tensors, String at, Attention attention) {
        int d = shape.dModel();
        String heads = at + "attn.attention.";
        return new Block(
                new Block.Heads(
                        new Projection.Separate(
                                tensors.linear(heads + "q_proj", d, d, false),
                                tensors.linear(heads + "k_proj", d, d, false),
                                tensors.linear(heads + "v_proj", d, d, false)),
                        null,
                        null,
                        attention,
                        tensors.linear(heads + "out_proj", d, d, true)),
                new Mlp(
                        null,
                        tensors.linear(at + "mlp.c_fc", d, shape.dMlp(), true),
                        tensors.linear(at + "mlp.c_proj", shape.dMlp(), d, true),
                        activation()),
                new Block.Norms(
                        tensors.layerNorm(at + "ln_1", d, shape.normEps()),
                        tensors.layerNorm(at + "ln_2", d, shape.normEps())),
                false);
    }
}
