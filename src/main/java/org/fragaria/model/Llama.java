package org.fragaria.model;

import java.util.ArrayList;
import java.util.List;

import ai.djl.ndarray.NDArray;
import com.fasterxml.jackson.databind.JsonNode;

import org.fragaria.torch.Linear;
import org.fragaria.torch.TorchOps;

/**
 * Llama: rotary positions (half-split form), RMS norm before attention and MLP, SwiGLU, shared key/value heads, usually
 * no biases. Source: transformers, {@code models/llama/modeling_llama.py}.
 */
final class Llama extends Transformer {

    private record Block(
            NDArray first,
            Linear q,
            Linear k,
            Linear v,
            Linear o,
            NDArray second,
            Linear gate,
            Linear up,
            Linear down) {
        List<Linear> layers() {
            return List.of(q, k, v, o, gate, up, down);
        }
    }

    private final ModelConfig shape;
    private final NDArray tokens;
    private final NDArray rope;
    private final List<Block> blocks = new ArrayList<>();
    private final NDArray last;
    private final Linear unembedding;

    static ModelConfig config(JsonFile file) {
        int dModel = file.positive("hidden_size");
        int heads = file.positive("num_attention_heads");
        if (!file.present("head_dim") && dModel % heads != 0) {
            throw file.wrong("num_attention_heads", "a divisor of hidden_size " + dModel, heads);
        }
        if (!file.textOr("silu", "hidden_act").equals("silu")) {
            throw file.wrong("hidden_act", "silu", file.textOr("", "hidden_act"));
        }
        refuseRopeScaling(file);
        return new ModelConfig(
                "LlamaForCausalLM",
                file.positive("num_hidden_layers"),
                dModel,
                file.positive("intermediate_size"),
                heads,
                file.positiveOr(heads, "num_key_value_heads"),
                file.positiveOr(dModel / heads, "head_dim"),
                file.positive("vocab_size"),
                file.positiveOr(2048, "max_position_embeddings"),
                file.numberOr(1e-6, "rms_norm_eps"),
                file.root().at("/rope_parameters/rope_theta").asDouble(file.numberOr(10000, "rope_theta")),
                file.truthOr(false, "tie_word_embeddings"),
                ModelConfig.endOfText(file));
    }

    /** A scaled rope read as a plain one would give wrong numbers without a sign of it. */
    private static void refuseRopeScaling(JsonFile file) {
        for (String key : List.of("rope_scaling", "rope_parameters")) {
            JsonNode scaling = file.root().path(key);
            JsonNode kind = scaling.has("rope_type") ? scaling.path("rope_type") : scaling.path("type");
            if (scaling.isObject() && !kind.asText("default").equals("default")) {
                throw file.wrong(key, "no rope scaling (it is not supported yet)", kind);
            }
        }
    }

    Llama(ModelConfig shape, ModelTensors all) {
        super(shape);
        this.shape = shape;
        ModelTensors tensors = all.under("model.", "embed_tokens.weight");
        int d = shape.dModel();
        tokens = tensors.get("embed_tokens.weight", shape.vocabulary(), d);
        rope = TorchOps.ropeTable(all.manager(), shape.contextLength(), shape.headDim(), shape.ropeTheta());
        for (int layer = 0; layer < shape.layers(); layer++) {
            blocks.add(block(tensors, "layers." + layer + "."));
        }
        last = tensors.get("norm.weight", d);
        unembedding = all.layer(shape.tied() ? tokens : all.get("lm_head.weight", shape.vocabulary(), d), null);
    }

    private Block block(ModelTensors tensors, String at) {
        int d = shape.dModel();
        int queries = shape.heads() * shape.headDim();
        int keys = shape.kvHeads() * shape.headDim();
        boolean biased = tensors.has(at + "self_attn.q_proj.bias");
        boolean biasedOut = tensors.has(at + "self_attn.o_proj.bias");
        boolean biasedMlp = tensors.has(at + "mlp.gate_proj.bias");
        return new Block(
                tensors.get(at + "input_layernorm.weight", d),
                tensors.linear(at + "self_attn.q_proj", d, queries, biased),
                tensors.linear(at + "self_attn.k_proj", d, keys, biased),
                tensors.linear(at + "self_attn.v_proj", d, keys, biased),
                tensors.linear(at + "self_attn.o_proj", queries, d, biasedOut),
                tensors.get(at + "post_attention_layernorm.weight", d),
                tensors.linear(at + "mlp.gate_proj", d, shape.dMlp(), biasedMlp),
                tensors.linear(at + "mlp.up_proj", d, shape.dMlp(), biasedMlp),
                tensors.linear(at + "mlp.down_proj", shape.dMlp(), d, biasedMlp));
    }

    @Override
    NDArray embed(Step step, Taps taps) {
        return taps.at(HookPoint.EMBED, 0, TorchOps.rows(step.ids(), tokens));
    }

    @Override
    NDArray block(int layer, NDArray before, Step step, Taps taps) {
        Block b = blocks.get(layer);
        NDArray read = taps.at(HookPoint.ATTN_IN, layer, TorchOps.rmsNorm(before, b.first, shape.normEps()));
        NDArray q = TorchOps.rope(b.q.apply(read), rope, step.positions(), shape.heads());
        NDArray k = TorchOps.rope(b.k.apply(read), rope, step.positions(), shape.kvHeads());
        NDArray z = taps.at(HookPoint.Z, layer, step.attend(layer, q, k, b.v.apply(read), shape));
        NDArray attended = taps.at(HookPoint.ATTN_OUT, layer, b.o.apply(z));
        NDArray middle = taps.at(HookPoint.RESID_MID, layer, before.add(attended));

        NDArray mlpIn = taps.at(HookPoint.MLP_IN, layer, TorchOps.rmsNorm(middle, b.second, shape.normEps()));
        NDArray gated = TorchOps.swiglu(b.gate.apply(mlpIn), b.up.apply(mlpIn));
        NDArray hidden = taps.at(HookPoint.MLP_ACT, layer, gated);
        return middle.add(taps.at(HookPoint.MLP_OUT, layer, b.down.apply(hidden)));
    }

    @Override
    NDArray norm(NDArray h) {
        return TorchOps.rmsNorm(h, last, shape.normEps());
    }

    @Override
    Linear unembedding() {
        return unembedding;
    }

    @Override
    NDArray normGain() {
        return last;
    }

    @Override
    boolean normCentres() {
        return false;
    }

    @Override
    public void close() {
        blocks.forEach(b -> b.layers().forEach(Linear::close));
        unembedding.close();
    }
}
