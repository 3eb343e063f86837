package org.fragaria.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

import org.fragaria.dictionary.Dictionary;
import org.fragaria.measure.MeasuredFeature.Output;
import org.fragaria.model.Address;
import org.fragaria.model.HookPoint;
import org.fragaria.model.KvCache;
import org.fragaria.model.LanguageModel;
import org.fragaria.model.Step;
import org.fragaria.model.Taps;
import org.fragaria.torch.Torch;

/**
 * An {@link OutputProbe} by running the model. All but the last token of the contexts are read once, into a cache with a copy
 * of them for each feature of a batch; a batch is then a single step of one token a row. Owns neither model nor
 * dictionary.
 */
final class SteeredOutputs implements OutputProbe {

    /** In mean norms of the tensor: enough to change what is written, not yet enough to break the text. */
    static final double STRENGTH = 0.75;

    private static final int CONTROLS = 8;
    private static final long CONTROL_SEED = 20261124L;
    private static final int MOST_ROWS = 128;
    /** Numbers in a batch's probabilities, at most. */
    private static final int MOST_PROBABILITIES = 16 << 20;

    private final LanguageModel model;
    private final Dictionary dictionary;
    private final Address address;
    private final int[][] contexts;
    private final int batch;
    private final int width;
    private final KvCache cache;
    private final double norm;
    /** Mean distribution of the next token under random directions, {@code [vocabulary]}. */
    private final double[] control;

    /** @param contexts token ids {@code [context][position]}, of one length, at least 2 */
    SteeredOutputs(LanguageModel model, Dictionary dictionary, Address address, int[][] contexts) {
        this.model = model;
        this.dictionary = dictionary;
        this.address = address;
        this.contexts = contexts;
        width = model.config().width(address.point());
        int rows = Math.min(MOST_ROWS, MOST_PROBABILITIES / model.config().vocabulary());
        batch = Math.max(1, rows / contexts.length);
        cache = new KvCache(model.config(), model.manager());
        try {
            Torch.inferenceThread();
            fill();
            norm = meanNorm();
            control = control();
        } catch (RuntimeException e) {
            cache.close();
            throw e;
        }
    }

    /** Whether a direction at a point reaches the output by being added to the residual stream. */
    static boolean steers(HookPoint point) {
        return switch (point) {
            case EMBED, RESID_PRE, ATTN_OUT, RESID_MID, MLP_OUT, RESID_POST -> true;
            case ATTN_IN, Z, MLP_IN, MLP_ACT, FINAL_NORM -> false;
        };
    }

    private void fill() {
        int last = contexts[0].length - 1;
        cache.reserve(batch * contexts.length, last + 1);
        for (int b = 0; b < batch; b++) {
            int[][] beginnings = Arrays.stream(contexts)
                    .map(context -> Arrays.copyOf(context, last))
                    .toArray(int[][]::new);
            try (NDManager manager = model.manager().newSubManager()) {
                int slot = b * contexts.length;
                model.run(Step.cached(manager, beginnings, new int[contexts.length], cache, slot), Taps.NONE);
            }
        }
    }

    private double meanNorm() {
        double[] sum = {0};
        try (NDManager manager = model.manager().newSubManager()) {
            step(manager, 1, (point, layer, tensor) -> {
                if (point == address.point() && layer == address.layer()) {
                    float[] rows = tensor.toFloatArray();
                    for (int from = 0; from < rows.length; from += width) {
                        sum[0] += norm(Arrays.copyOfRange(rows, from, from + width));
                    }
                }
                return tensor;
            });
        }
        return sum[0] / contexts.length;
    }

    private double[] control() {
        Random random = new Random(CONTROL_SEED);
        double[] sum = new double[model.config().vocabulary()];
        for (int c = 0; c < CONTROLS; c++) {
            float[] direction = new float[width];
            for (int i = 0; i < width; i++) {
                direction[i] = (float) random.nextGaussian();
            }
            try (NDManager manager = model.manager().newSubManager()) {
                float[] one =
                        pushed(manager, List.of(direction)).mean(new int[] {0}).toFloatArray();
                for (int token = 0; token < sum.length; token++) {
                    sum[token] += one[token] / CONTROLS;
                }
            }
        }
        return sum;
    }

    @Override
    public int batch() {
        return batch;
    }

    @Override
    public String setting() {
        return String.format(
                Locale.ROOT,
                "%.2f x the mean norm %.4g at %s, added to the last of %d tokens of %d contexts; %d random directions as"
                        + " control",
                STRENGTH,
                norm,
                address,
                contexts[0].length,
                contexts.length,
                CONTROLS);
    }

    @Override
    public List<Output> of(int[] features, int[][] promoted) {
        Torch.inferenceThread();
        List<float[]> directions = new ArrayList<>();
        for (int feature : features) {
            directions.add(dictionary.decoderRow(feature));
        }
        try (NDManager manager = model.manager().newSubManager()) {
            NDArray chances = pushed(manager, directions);
            int listed = promoted[0].length;
            long[] tokens = new long[features.length * contexts.length * listed];
            for (int i = 0; i < tokens.length; i++) {
                tokens[i] = promoted[i / (contexts.length * listed)][i % listed];
            }
            NDArray index = manager.create(tokens, new Shape(features.length * (long) contexts.length, listed));
            float[] found = chances.gather(index, 1).toFloatArray();
            List<Output> outputs = new ArrayList<>();
            for (int f = 0; f < features.length; f++) {
                outputs.add(norm(directions.get(f)) == 0 ? Output.UNKNOWN : output(f, promoted[f], found));
            }
            return outputs;
        }
    }

    private Output output(int feature, int[] tokens, float[] found) {
        int size = contexts.length * tokens.length;
        double sum = 0;
        for (int i = feature * size; i < (feature + 1) * size; i++) {
            sum += found[i];
        }
        double chance =
                Arrays.stream(tokens).mapToDouble(token -> control[token]).sum();
        return new Output(sum / contexts.length, chance);
    }

    /** As {@link #step}, with a direction added for each copy of the contexts. */
    private NDArray pushed(NDManager owner, List<float[]> directions) {
        float[] delta = new float[directions.size() * contexts.length * width];
        for (int row = 0; row < directions.size() * contexts.length; row++) {
            float[] direction = directions.get(row / contexts.length);
            double scale = STRENGTH * norm / Math.max(norm(direction), Float.MIN_NORMAL);
            for (int i = 0; i < width; i++) {
                delta[row * width + i] = (float) (direction[i] * scale);
            }
        }
        return step(
                owner,
                directions.size(),
                (point, layer, tensor) -> point == address.point() && layer == address.layer()
                        ? tensor.add(tensor.getManager().create(delta, tensor.getShape()))
                        : tensor);
    }

    /** One step of the last tokens: probabilities of the next, {@code [row, vocabulary]}, in the manager given. */
    private NDArray step(NDManager owner, int copies, Taps taps) {
        int rows = copies * contexts.length;
        int[][] last = new int[rows][];
        int[] starts = new int[rows];
        for (int row = 0; row < rows; row++) {
            int[] context = contexts[row % contexts.length];
            last[row] = new int[] {context[context.length - 1]};
            starts[row] = context.length - 1;
        }
        try (NDManager scratch = owner.newSubManager()) {
            NDArray normed = model.run(Step.cached(scratch, last, starts, cache, 0), taps);
            NDArray chances = model.logits(normed).reshape(rows, -1).softmax(1);
            chances.attach(owner);
            return chances;
        }
    }

    private static double norm(float[] vector) {
        double squares = 0;
        for (float v : vector) {
            squares += (double) v * v;
        }
        return Math.sqrt(squares);
    }

    @Override
    public void close() {
        cache.close();
    }
}
