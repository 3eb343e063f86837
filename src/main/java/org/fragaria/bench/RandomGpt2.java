package org.fragaria.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

import org.fragaria.weights.SafetensorsWriter;

/** Writes a GPT-2 with random weights, in Hugging Face layout: speed does not depend on what the weights are. */
final class RandomGpt2 {

    private static final float DEVIATION = 0.02f;

    private final SafetensorsWriter weights = new SafetensorsWriter();
    private final SplittableRandom random = new SplittableRandom(5);

    private RandomGpt2() {}

    /**
     * Writes a model.
     *
     * @param folder created
     * @param layers number of blocks
     * @param d width of the residual stream
     */
    static void write(Path folder, int layers, int d, int heads, int vocabulary, int context) throws IOException {
        Files.createDirectories(folder);
        RandomGpt2 model = new RandomGpt2();
        model.matrix("wte.weight", vocabulary, d);
        model.matrix("wpe.weight", context, d);
        for (int layer = 0; layer < layers; layer++) {
            model.block("h." + layer + ".", d);
        }
        model.norm("ln_f", d);
        model.weights.write(folder.resolve("model.safetensors"));
        Files.writeString(folder.resolve("config.json"), """
                {"architectures": ["GPT2LMHeadModel"], "model_type": "gpt2", "n_layer": %d, "n_embd": %d, "n_head": %d, "vocab_size": %d,
                 "n_positions": %d, "layer_norm_epsilon": 1e-5, "activation_function": "gelu_new"}
                """.formatted(layers, d, heads, vocabulary, context));
        tokenizer(folder);
    }

    /** Writes a tokenizer that knows two letters: speed does not depend on it. */
    static void tokenizer(Path folder) throws IOException {
        Files.writeString(folder.resolve("tokenizer.json"), """
                {"version": "1.0", "added_tokens": [], "normalizer": null, "pre_tokenizer": null, "post_processor": null,
                 "decoder": null, "model": {"type": "BPE", "vocab": {"a": 0, "b": 1}, "merges": []}}
                """);
    }

    private void block(String at, int d) {
        norm(at + "ln_1", d);
        linear(at + "attn.c_attn", d, 3 * d);
        linear(at + "attn.c_proj", d, d);
        norm(at + "ln_2", d);
        linear(at + "mlp.c_fc", d, 4 * d);
        linear(at + "mlp.c_proj", 4 * d, d);
    }

    private void linear(String name, int in, int out) {
        matrix(name + ".weight", in, out);
        weights.add(name + ".bias", normal(out), out);
    }

    private void norm(String name, int d) {
        float[] gain = new float[d];
        java.util.Arrays.fill(gain, 1f);
        weights.add(name + ".weight", gain, d);
        weights.add(name + ".bias", new float[d], d);
    }

    private void matrix(String name, int rows, int columns) {
        weights.add(name, normal(rows * columns), rows, columns);
    }

    /** Sum of four uniforms: close enough to a normal distribution, and quick for a hundred million numbers. */
    private float[] normal(int count) {
        float[] values = new float[count];
        float scale = DEVIATION * (float) Math.sqrt(3) / 65536f;
        for (int i = 0; i < count; i++) {
            long bits = random.nextLong();
            int sum =
                    (int) ((bits & 0xFFFF) + (bits >>> 16 & 0xFFFF) + (bits >>> 32 & 0xFFFF) + (bits >>> 48)) - 131070;
            values[i] = sum * scale;
        }
        return values;
    }
}
