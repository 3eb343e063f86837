package org.fragaria.truth;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

import org.fragaria.model.Address;
import org.fragaria.model.HookPoint;
import org.fragaria.model.LanguageModel;
import org.fragaria.truth.TruthReport.Change;

/**
 * Changes by the difference of means of a concept: after some blocks, the coordinate of the residual stream along (mean
 * where the concept is − mean elsewhere) is set to one value at every position, so that what was read before looks as
 * if it had been said in the concept too. No feature is asked. Means are over the selection rows. Immutable.
 */
final class Means {

    private static final String SET = "clamp";
    private static final String EVERYWHERE = "all";

    /**
     * The means after one block.
     *
     * @param difference {@code [dModel]}
     * @param elsewhere coordinate of the mean elsewhere along the difference, in differences
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Block(Address address, float[] difference, double elsewhere) {}

    private final Map<Integer, Block> blocks = new LinkedHashMap<>();

    Means(LanguageModel model, LabelledTexts texts, int concept) {
        int[][] labels = texts.labels();
        for (int layer = 0; layer < model.config().layers(); layer++) {
            Address address = new Address(HookPoint.RESID_POST, layer);
            blocks.put(layer, block(address, texts.activations(model, address), labels, concept));
        }
    }

    private static Block block(Address address, float[] x, int[][] labels, int concept) {
        int d = x.length / labels.length;
        double[][] sums = new double[2][d];
        long[] counts = new long[2];
        for (int row = 0; row < labels.length; row++) {
            int has = Arrays.binarySearch(labels[row], concept) >= 0 ? 1 : 0;
            counts[has]++;
            for (int i = 0; i < d; i++) {
                sums[has][i] += x[row * d + i];
            }
        }
        float[] difference = new float[d];
        double dot = 0;
        double square = 0;
        for (int i = 0; i < d; i++) {
            double elsewhere = sums[0][i] / Math.max(1, counts[0]);
            double w = sums[1][i] / Math.max(1, counts[1]) - elsewhere;
            difference[i] = (float) w;
            dot += elsewhere * w;
            square += w * w;
        }
        return new Block(address, difference, square == 0 ? 0 : dot / square);
    }

    /** How many blocks the model has. */
    int layers() {
        return blocks.size();
    }

    /**
     * Sets the coordinate after the first blocks.
     *
     * @param first how many blocks, from the first one
     * @param share how far: 0 the mean elsewhere, 1 the concept's mean, more beyond it
     */
    List<Change> set(int first, double share) {
        return blocks.values().stream()
                .limit(first)
                .map(b -> new Change(b.address.toString(), -1, SET, b.elsewhere + share, EVERYWHERE, b.difference))
                .toList();
    }

    /** Random directions after as many blocks; what is added is as long as the step from one mean to the other times the share. */
    List<Change> control(int first, double share, SplittableRandom random) {
        List<Change> changes = new ArrayList<>();
        for (Block block : blocks.values().stream().limit(first).toList()) {
            float[] w = new float[block.difference.length];
            for (int i = 0; i < w.length; i++) {
                w[i] = (float) random.nextGaussian();
            }
            double strength = share * length(block.difference) / length(w);
            changes.add(new Change(block.address.toString(), -1, "add", strength, EVERYWHERE, w));
        }
        return changes;
    }

    private static double length(float[] w) {
        double square = 0;
        for (float v : w) {
            square += (double) v * v;
        }
        return Math.sqrt(square);
    }
}
