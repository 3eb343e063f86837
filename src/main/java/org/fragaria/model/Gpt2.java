package org.fragaria.model;

import java.util.ArrayList;
import java.util.List;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;

import org.fragaria.torch.Linear;
import org.fragaria.torch.TorchOps;

/**
 * GPT-2: learned positions, layer norm before attention and MLP, tanh-GELU, biases everywhere, unembedding tied to the
 * embedding. Source: transformers, {@code models/gpt2/modeling_gpt2.py}.
 */
final class Gpt2 extends Transformer {

    private record Norm(NDArray gain, NDArray bias, double eps) {
        NDArray apply(NDArray x) {
            return TorchOps.layerNorm(x, gain, bias, eps);
        }
    }

    private record Block(Norm first, Linear qkv, Linear attnOut, Norm second, Linear up, Linear down) {}

    private final ModelConfig shape;
    private final NDArray tokens;
    private final NDArray positions;
    private final List<Block> blocks = new ArrayList<>();
    private final Norm last;
    private final Linear unembedding;

    static ModelConfig config(JsonFile file) {
        int dModel = file.positive("n_embd");
        int heads = file.positive("n_head");
        if (dModel % heads != 0) {
            throw file.wrong("n_head", "a divisor of n_embd " + dModel, heads);
        }
        String activation = file.textOr("gelu_new", "activation_function");
        if (!activation.equals("gelu_new") && !activation.equals("gelu_pytorch_tanh")) {
            throw file.wrong("activation_function", "gelu_new", activation);
        }
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
                0,
                file.truthOr(true, "tie_word_embeddings"),
                ModelConfig.endOfText(file));
    }

    Gpt2(ModelConfig shape, ModelTensors all) {
        super(shape);
        this.shape = shape;
        ModelTensors tensors = all.under("transformer.", "wte.weight");
        int d = shape.dModel();
        tokens = tensors.get("wte.weight", shape.vocabulary(), d);
        positions = tensors.get("wpe.weight", shape.contextLength(), d);
        for (int layer = 0; layer < shape.layers(); layer++) {
            String at = "h." + layer + ".";
            blocks.add(new Block(
                    norm(tensors, at + "ln_1"),
                    tensors.conv1d(at + "attn.c_attn", d, 3 * d),
                    tensors.conv1d(at + "attn.c_proj", d, d),
                    norm(tensors, at + "ln_2"),
                    tensors.conv1d(at + "mlp.c_fc", d, shape.dMlp()),
                    tensors.conv1d(at + "mlp.c_proj", shape.dMlp(), d)));
        }
        last = norm(tensors, "ln_f");
        unembedding = all.layer(shape.tied() ? tokens : all.get("lm_head.weight", shape.vocabulary(), d), null);
    }

    private Norm norm(ModelTensors tensors, String name) {
        return new Norm(
                tensors.get(name + ".weight", shape.dModel()),
                tensors.get(name + ".bias", shape.dModel()),
                shape.normEps());
    }

    @Override
    NDArray embed(Step step, Taps taps) {
        NDArray embedded = taps.at(HookPoint.EMBED, 0, TorchOps.rows(step.ids(), tokens));
        return embedded.add(TorchOps.rows(step.positions(), positions));
    }

    @Override
    NDArray block(int layer, NDArray before, Step step, Taps taps) {
        Block b = blocks.get(layer);
        NDArray read = taps.at(HookPoint.ATTN_IN, layer, b.first.apply(before));
        NDList qkv = b.qkv.apply(read).split(3, 2);
        NDArray z = taps.at(HookPoint.Z, layer, step.attend(layer, qkv.get(0), qkv.get(1), qkv.get(2), shape));
        NDArray attended = taps.at(HookPoint.ATTN_OUT, layer, b.attnOut.apply(z));
        NDArray middle = taps.at(HookPoint.RESID_MID, layer, before.add(attended));

        NDArray mlpIn = taps.at(HookPoint.MLP_IN, layer, b.second.apply(middle));
        NDArray hidden = taps.at(HookPoint.MLP_ACT, layer, TorchOps.geluTanh(b.up.apply(mlpIn)));
        return middle.add(taps.at(HookPoint.MLP_OUT, layer, b.down.apply(hidden)));
    }

    @Override
    NDArray norm(NDArray h) {
        return last.apply(h);
    }

    @Override
    Linear unembedding() {
        return unembedding;
    }

    @Override
    NDArray normGain() {
        return last.gain;
    }

    @Override
    boolean normCentres() {
        return true;
    }

    @Override
    public void close() {
        blocks.forEach(b -> List.of(b.qkv, b.attnOut, b.up, b.down).forEach(Linear::close));
        unembedding.close();
    }
}
