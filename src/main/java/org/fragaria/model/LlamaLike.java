package org.fragaria.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import ai.djl.ndarray.NDArray;

import org.fragaria.torch.TorchOps;

/**
 * The families built like Llama: rotary positions (half-split form), RMS norm before attention and MLP, a gated MLP,
 * shared key/value heads. A family overrides what it does differently; every number comes from {@code config.json}, and
 * defaults are those of the family's configuration class in transformers. Source: transformers,
 * {@code models/llama/modeling_llama.py} and its sisters.
 */
abstract class LlamaLike implements Plan {

    /** The model's settings (of a model with several parts, those of the language model). */
    final JsonFile file;

    LlamaLike(JsonFile file) {
        this.file = file;
    }

    /** The class in {@code config.json}. */
    abstract String architecture();

    /** Context length where the file names none. */
    abstract int defaultContext();

    Activation activation() {
        return Activation.read(file, "hidden_act", "silu", Activation.values());
    }

    int heads() {
        return file.positive("num_attention_heads");
    }

    int kvHeads() {
        return file.positiveOr(heads(), "num_key_value_heads");
    }

    int headDim() {
        int dModel = file.positive("hidden_size");
        if (!file.present("head_dim") && dModel % heads() != 0) {
            throw file.wrong("num_attention_heads", "a divisor of hidden_size " + dModel, heads());
        }
        return file.positiveOr(dModel / heads(), "head_dim");
    }

    int vocabulary() {
        return file.positive("vocab_size");
    }

    boolean tied() {
        return file.truthOr(false, "tie_word_embeddings");
    }

    /** Whether queries, keys and values have biases. */
    boolean qkvBias() {
        return file.truthOr(false, "attention_bias");
    }

    /** Whether the attention's output projection has a bias. */
    boolean outBias() {
        return qkvBias();
    }

    boolean mlpBias() {
        return false;
    }

    /** Whether norms multiply by {@code 1 + w}, not {@code w}. */
    boolean gainsFromOne() {
        return false;
    }

    /** Whether queries and keys are normed head by head. */
    boolean headNorms() {
        return false;
    }

    /** Whether what attention and MLP add is normed once more; tensors are named differently then. */
    boolean normsAfter() {
        return false;
    }

    float embeddingScale() {
        return 1;
    }

    /** Factor of the attention scores. */
    double attentionScale() {
        return 1 / Math.sqrt(headDim());
    }

    /** Bound of the attention scores; 0 for none. */
    double attentionCap() {
        return 0;
    }

    /** Bound of the logits; 0 for none. */
    double logitCap() {
        return 0;
    }

    /** How many positions a token of a layer sees; 0 for all before it. */
    int window(int layer) {
        return 0;
    }

    Rope rope(int layer) {
        return wholeHead(Rope.read(file, headDim(), 10_000, 1));
    }

    /** Prefixes that the body's tensors may have. */
    List<String> prefixes() {
        return List.of("model.");
    }

    /** Refuses rotary positions on a part of the head, which no family built like Llama has. */
    final Rope wholeHead(Rope rope) {
        if (rope.dims() != headDim()) {
            throw file.wrong("partial_rotary_factor", "1: the whole head is rotated", rope.dims() + " of " + headDim());
        }
        return rope;
    }

    /** Whether {@code layer_types} calls a layer sliding, or another answer where the file has no such list. */
    final boolean sliding(int layer, boolean otherwise) {
        if (!file.present("layer_types")) {
            return otherwise;
        }
        String type = file.root().path("layer_types").path(layer).asText("none for layer " + layer);
        return switch (type) {
            case "sliding_attention" -> true;
            case "full_attention" -> false;
            default -> throw file.wrong("layer_types", "sliding_attention or full_attention for each layer", type);
        };
    }

    @Override
    public ModelConfig config() {
        int layers = file.positive("num_hidden_layers");
        activation();
        for (int layer = 0; layer < layers; layer++) {
            rope(layer);
            window(layer);
        }
        if (file.truthOr(false, "use_bidirectional_attention")) {
            throw file.wrong("use_bidirectional_attention", "false: a token sees only those before it", true);
        }
        return new ModelConfig(
                architecture(),
                layers,
                file.positive("hidden_size"),
                file.positive("intermediate_size"),
                heads(),
                kvHeads(),
                headDim(),
                vocabulary(),
                file.positiveOr(defaultContext(), "max_position_embeddings"),
                file.numberOr(1e-6, "rms_norm_eps"),
                HookPoint.sequential(),
                tied(),
                ModelConfig.endOfText(file));
    }

    @Override
    public Transformer build(ModelConfig shape, ModelTensors all) {
        ModelTensors tensors = all.under("embed_tokens.weight", prefixes().toArray(String[]::new));
        NDArray tokens = tensors.get("embed_tokens.weight", shape.vocabulary(), shape.dModel());
        Map<Rope, NDArray> frequencies = new HashMap<>();
        List<Block> blocks = new ArrayList<>();
        for (int layer = 0; layer < shape.layers(); layer++) {
            NDArray turning = frequencies.computeIfAbsent(rope(layer), r -> r.frequencies(all.manager()));
            String at = "layers." + layer + ".";
            blocks.add(new Block(
                    heads(shape, tensors, at + "self_attn.", layer, turning),
                    mlp(shape, tensors, at + "mlp."),
                    norms(shape, tensors, at),
                    false));
        }
        return new Transformer(
                new Embedding(tokens, embeddingScale(), null),
                blocks,
                norm(shape, tensors, "norm"),
                all.unembedding(shape, tokens, "lm_head.weight"),
                logitCap());
    }

    private Block.Heads heads(ModelConfig shape, ModelTensors tensors, String at, int layer, NDArray frequencies) {
        int d = shape.dModel();
        int queries = shape.heads() * shape.headDim();
        int keys = shape.kvHeads() * shape.headDim();
        TorchOps.Scores scores = new TorchOps.Scores(shape.heads(), shape.kvHeads(), attentionScale(), attentionCap());
        return new Block.Heads(
                new Projection.Separate(
                        tensors.linear(at + "q_proj", d, queries, qkvBias()),
                        tensors.linear(at + "k_proj", d, keys, qkvBias()),
                        tensors.linear(at + "v_proj", d, keys, qkvBias())),
                headNorms() ? headNorms(shape, tensors, at) : null,
                frequencies,
                new Attention(scores, window(layer)),
                tensors.linear(at + "o_proj", queries, d, outBias()));
    }

    private Block.HeadNorms headNorms(ModelConfig shape, ModelTensors tensors, String at) {
        return new Block.HeadNorms(
                gain(tensors, at + "q_norm", shape.headDim()),
                gain(tensors, at + "k_norm", shape.headDim()),
                shape.normEps());
    }

    private Mlp mlp(ModelConfig shape, ModelTensors tensors, String at) {
        int d = shape.dModel();
        return new Mlp(
                tensors.linear(at + "gate_proj", d, shape.dMlp(), mlpBias()),
                tensors.linear(at + "up_proj", d, shape.dMlp(), mlpBias()),
                tensors.linear(at + "down_proj", shape.dMlp(), d, mlpBias()),
                activation());
    }

    /** {@code post_attention_layernorm} is what the MLP reads on Llama, but what the attention adds where norms follow. */
    private Block.Norms norms(ModelConfig shape, ModelTensors tensors, String at) {
        Norm first = norm(shape, tensors, at + "input_layernorm");
        Norm second = norm(shape, tensors, at + "post_attention_layernorm");
        return normsAfter()
                ? new Block.Norms(
                        first,
                        second,
                        norm(shape, tensors, at + "pre_feedforward_layernorm"),
                        norm(shape, tensors, at + "post_feedforward_layernorm"))
                : new Block.Norms(first, second);
    }

    private Norm norm(ModelConfig shape, ModelTensors tensors, String name) {
        return new Norm(gain(tensors, name, shape.dModel()), null, shape.normEps());
    }

    /** The factor that a norm really applies, folded once. */
    private NDArray gain(ModelTensors tensors, String name, int width) {
        NDArray stored = tensors.get(name + ".weight", width);
        return gainsFromOne() ? stored.add(1) : stored;
    }
}
