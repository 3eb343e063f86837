package org.fragaria.engine;

import java.util.List;

import org.fragaria.weights.Weights;

/** The output projections of one block, straight from the file and slow: a second opinion on what a block adds. */
final class RawBlock {

    private static final List<String> ATTENTION =
            List.of("self_attn.o_proj", "attention.dense", "attn.attention.out_proj", "attn.c_proj");
    private static final List<String> MLP = List.of("mlp.down_proj", "mlp.dense_4h_to_h", "mlp.c_proj");
    private static final double EPS = 1e-6;

    private final Weights weights;
    private final int layer;

    RawBlock(Weights weights, int layer) {
        this.weights = weights;
        this.layer = layer;
    }

    float[] attentionOut(float[] z) {
        return normed(projected(z, ATTENTION), "post_attention_layernorm.weight");
    }

    float[] mlpOut(float[] hidden) {
        return normed(projected(hidden, MLP), "post_feedforward_layernorm.weight");
    }

    private String find(List<String> modules) {
        for (String module : modules) {
            for (String name : weights.names()) {
                if (name.endsWith(layer + "." + module + ".weight")) {
                    return name.substring(0, name.length() - ".weight".length());
                }
            }
        }
        throw new AssertionError("None of " + modules + " in layer " + layer);
    }

    private float[] projected(float[] x, List<String> modules) {
        String name = find(modules);
        float[] weight = weights.floats(name + ".weight");
        long[] shape = weights.info(name + ".weight").dimensions();
        // GPT-2's modules are stored [in, out], all others [out, in].
        boolean turned = name.contains("h." + layer + ".") && !weights.names().contains(attentionQueries());
        int in = (int) shape[turned ? 0 : 1];
        int out = (int) shape[turned ? 1 : 0];
        boolean biased = weights.names().contains(name + ".bias");
        float[] bias = biased ? weights.floats(name + ".bias") : new float[out];
        float[] y = new float[x.length / in * out];
        for (int i = 0; i < y.length; i++) {
            double sum = bias[i % out];
            for (int j = 0; j < in; j++) {
                sum += (double) x[i / out * in + j] * weight[turned ? j * out + i % out : i % out * in + j];
            }
            y[i] = (float) sum;
        }
        return y;
    }

    private String attentionQueries() {
        return "transformer.h." + layer + ".attn.attention.q_proj.weight";
    }

    /** Gemma 2's and 3's norm over what is added; the name is that of another norm in families without one. */
    private float[] normed(float[] x, String norm) {
        boolean after = weights.names().stream().anyMatch(n -> n.endsWith("post_feedforward_layernorm.weight"));
        if (!after) {
            return x;
        }
        float[] gain = weights.floats(weights.names().stream()
                .filter(n -> n.endsWith("layers." + layer + "." + norm))
                .findFirst()
                .orElseThrow());
        float[] y = new float[x.length];
        for (int row = 0; row < x.length; row += gain.length) {
            double squares = 0;
            for (int i = 0; i < gain.length; i++) {
                squares += (double) x[row + i] * x[row + i];
            }
            double scale = 1 / Math.sqrt(squares / gain.length + EPS);
            for (int i = 0; i < gain.length; i++) {
                y[row + i] = (float) (x[row + i] * scale * (1 + gain[i]));
            }
        }
        return y;
    }
}
