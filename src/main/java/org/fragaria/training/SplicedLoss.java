package org.fragaria.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

import org.fragaria.dictionary.Dictionary;
import org.fragaria.model.Address;
import org.fragaria.model.HookPoint;
import org.fragaria.model.LanguageModel;
import org.fragaria.model.Step;
import org.fragaria.model.Taps;
import org.fragaria.torch.TorchOps;

/**
 * The model's cross entropy in nats per predicted token, as it is and with the tensor at a dictionary's address replaced.
 * Positions that training leaves out stay as they are. Special tokens are not counted as predictions.
 *
 * @param tokens predictions
 * @param clean nothing replaced
 * @param spliced the dictionary's reconstruction in place
 * @param zeroed zero in place
 */
public record SplicedLoss(long tokens, double clean, double spliced, double zeroed) {

    /** Predictions, at most about. */
    private static final long MOST = 1 << 14;

    private static final int AT_ONCE = 1024;

    /**
     * The share of what zeroing costs that the reconstruction brings back: 1 is as good as the model itself, 0 no better
     * than zero; not a finite number where zeroing costs nothing.
     */
    public double recovered() {
        return (zeroed - spliced) / (zeroed - clean);
    }

    /** Something to put in place of a tensor {@code [n, width]}, in its manager. */
    private interface Replacement {
        NDArray of(NDArray rows);
    }

    static SplicedLoss measure(LanguageModel model, Address address, Dictionary dictionary, ActivationBlocks text) {
        double[] sums = new double[3];
        long tokens = 0;
        Replacement[] replacements = {
            rows -> rows, rows -> dictionary.decode(dictionary.encode(rows), rows), NDArray::zerosLike
        };
        for (int[][] windows : text.windows(MOST, AT_ONCE)) {
            try (NDManager scratch = model.manager().newSubManager()) {
                Predictions predictions = Predictions.of(model, scratch, windows);
                NDArray changed = text.trained(scratch, windows);
                for (int i = 0; i < sums.length; i++) {
                    Taps splice = splice(address, changed, replacements[i]);
                    sums[i] += predictions.loss(model, model.run(Step.windows(scratch, windows), splice));
                }
                tokens += predictions.count();
            }
        }
        return new SplicedLoss(tokens, sums[0] / tokens, sums[1] / tokens, sums[2] / tokens);
    }

    /** Replaces rows where {@code changed [n, 1]} is 1. */
    private static Taps splice(Address address, NDArray changed, Replacement replacement) {
        return (HookPoint point, int layer, NDArray tensor) -> {
            if (point != address.point() || layer != address.layer()) {
                return tensor;
            }
            NDArray rows = tensor.reshape(-1, tensor.getShape().get(2));
            NDArray change = replacement.of(rows).sub(rows).muli(changed);
            return rows.add(change).reshape(tensor.getShape());
        };
    }

    /**
     * What is predicted in some windows.
     *
     * @param next the token after each position, {@code [window, position, 1]} int64; 0 at the end
     * @param counted 1 where it counts, {@code [window, position, 1]}
     */
    private record Predictions(NDArray next, NDArray counted, long count) {

        static Predictions of(LanguageModel model, NDManager manager, int[][] windows) {
            int length = windows[0].length;
            long[] next = new long[windows.length * length];
            float[] counted = new float[next.length];
            long count = 0;
            for (int w = 0; w < windows.length; w++) {
                for (int t = 0; t + 1 < length; t++) {
                    int token = windows[w][t + 1];
                    next[w * length + t] = token;
                    boolean counts = !model.tokenizer().special(token);
                    counted[w * length + t] = counts ? 1 : 0;
                    count += counts ? 1 : 0;
                }
            }
            Shape shape = new Shape(windows.length, length, 1);
            return new Predictions(manager.create(next, shape), manager.create(counted, shape), count);
        }

        /** Sum of the negative logarithms of the probabilities, in nats. */
        double loss(LanguageModel model, NDArray normed) {
            NDArray logits = model.logits(normed);
            NDArray found = TorchOps.logSoftmax(logits).gather(next, 2);
            return -found.mul(counted).sum().getFloat();
        }
    }
}
