package org.fragaria.pretraining;

import java.util.SplittableRandom;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

import org.fragaria.weights.DType;
import org.fragaria.weights.SafetensorsFile;
import org.fragaria.weights.SafetensorsWriter;

/**
 * The weights of a model in training, with the moments of its optimisers, in the stacks that {@link LlamaScript}
 * describes. Changed in place by training steps. Used by one thread; frees its arrays when closed.
 */
final class LlamaWeights implements AutoCloseable {

    private static final String[] NAMES = {"embed", "norms", "last", "attention", "gates", "down"};
    private static final String FIRST = ".first";
    private static final String SECOND = ".second";
    private static final double DEVIATION = 0.02;

    private final ModelShape shape;
    private final NDManager manager;
    private final NDList values = new NDList();
    private final NDList first = new NDList();
    private final NDList second = new NDList();

    private LlamaWeights(ModelShape shape, NDManager parent) {
        this.shape = shape;
        manager = parent.newSubManager();
    }

    /**
     * Fresh weights: normal with deviation {@value #DEVIATION}, outputs into the residual stream smaller by
     * {@code sqrt(2 L)} (GPT-2's start), norms 1.
     */
    static LlamaWeights random(ModelShape shape, NDManager parent, long seed) {
        LlamaWeights made = new LlamaWeights(shape, parent);
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < NAMES.length; i++) {
            float[] start = new float[(int) made.stack(i).size()];
            for (int j = 0; j < start.length; j++) {
                start[j] = i == 1 || i == 2 ? 1 : (float) (random.nextGaussian() * DEVIATION * made.scale(i, j));
            }
            made.add(i, start);
            made.moments(i, new float[start.length], new float[start.length]);
        }
        return made;
    }

    private double scale(int stack, int index) {
        int matrix = shape.width() * shape.width();
        boolean output = stack == 5 || (stack == 3 && index / matrix % 4 == 3);
        return output ? 1 / Math.sqrt(2.0 * shape.blocks()) : 1;
    }

    private Shape stack(int i) {
        int d = shape.width();
        int layers = shape.blocks();
        return switch (i) {
            case 0 -> new Shape(shape.vocabulary(), d);
            case 1 -> new Shape(layers, 2, d);
            case 2 -> new Shape(d);
            case 3 -> new Shape(layers, 4, d, d);
            case 4 -> new Shape(layers, 2, shape.mlp(), d);
            default -> new Shape(layers, d, shape.mlp());
        };
    }

    private void add(int i, float[] start) {
        values.add(manager.create(start, stack(i)));
    }

    private void moments(int i, float[] one, float[] two) {
        first.add(manager.create(one, stack(i)));
        if (i < LlamaScript.ADAM) {
            second.add(manager.create(two, stack(i)));
        }
    }

    /** The weights and moments of a checkpoint. */
    static LlamaWeights load(ModelShape shape, NDManager parent, SafetensorsFile file) {
        LlamaWeights made = new LlamaWeights(shape, parent);
        for (int i = 0; i < NAMES.length; i++) {
            made.add(i, file.floats(NAMES[i]));
            float[] two = i < LlamaScript.ADAM ? file.floats(NAMES[i] + SECOND) : new float[0];
            made.moments(i, file.floats(NAMES[i] + FIRST), two);
        }
        return made;
    }

    /** Adds everything to a checkpoint. */
    void save(SafetensorsWriter writer) {
        for (int i = 0; i < NAMES.length; i++) {
            add(writer, NAMES[i], values.get(i));
            add(writer, NAMES[i] + FIRST, first.get(i));
            if (i < LlamaScript.ADAM) {
                add(writer, NAMES[i] + SECOND, second.get(i));
            }
        }
    }

    private static void add(SafetensorsWriter writer, String name, NDArray array) {
        writer.add(name, array.toFloatArray(), array.getShape().getShape());
    }

    /** Adds the weights under the names that Hugging Face's Llama has for them. */
    void export(SafetensorsWriter writer, DType type) {
        int d = shape.width();
        int h = shape.mlp();
        writer.add("model.embed_tokens.weight", type, part(0, 0, shape.vocabulary() * d), shape.vocabulary(), d);
        writer.add("model.norm.weight", type, part(2, 0, d), d);
        for (int layer = 0; layer < shape.blocks(); layer++) {
            String at = "model.layers." + layer + ".";
            writer.add(at + "input_layernorm.weight", type, part(1, 2 * layer, d), d);
            writer.add(at + "post_attention_layernorm.weight", type, part(1, 2 * layer + 1, d), d);
            String[] projections = {"q_proj", "k_proj", "v_proj", "o_proj"};
            for (int i = 0; i < 4; i++) {
                String name = at + "self_attn." + projections[i] + ".weight";
                writer.add(name, type, part(3, 4 * layer + i, d * d), d, d);
            }
            writer.add(at + "mlp.gate_proj.weight", type, part(4, 2 * layer, h * d), h, d);
            writer.add(at + "mlp.up_proj.weight", type, part(4, 2 * layer + 1, h * d), h, d);
            writer.add(at + "mlp.down_proj.weight", type, part(5, layer, d * h), d, h);
        }
    }

    /** The {@code index}-th part of so many elements of a stack. */
    private float[] part(int stack, int index, int size) {
        float[] all = values.get(stack).toFloatArray();
        return java.util.Arrays.copyOfRange(all, index * size, (index + 1) * size);
    }

    /** The weights, in the script's order. */
    NDList values() {
        return values;
    }

    /** First moments (AdamW) or momentum (Muon), in the script's order. */
    NDList first() {
        return first;
    }

    /** Second moments, of AdamW's weights only. */
    NDList second() {
        return second;
    }

    @Override
    public void close() {
        manager.close();
    }
}
