package org.fragaria.training;

import java.util.LinkedHashMap;
import java.util.Map;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;

import org.fragaria.corpus.TokenWindows.Cursor;
import org.fragaria.dictionary.Dictionary;

/**
 * How well a dictionary, as it was written, fits text that it was not trained on.
 *
 * @param tokens how many tokens were looked at
 * @param fvu fraction of variance unexplained: squared errors over squared distances from the mean
 * @param l0 active features per token
 * @param dead share of features that fired on none of them
 * @param loss of the model with the reconstruction in place
 */
public record HeldOutFit(long tokens, double fvu, double l0, double dead, SplicedLoss loss) {

    /** Tokens looked at, at most about. */
    private static final long MOST = 1 << 18;

    private static final long AT_ONCE = 8192;

    static HeldOutFit measure(Dictionary dictionary, ActivationBlocks text, SplicedLoss loss) {
        Sums sums = new Sums(dictionary);
        Cursor from = text.start();
        boolean more = true;
        while (more && sums.tokens < MOST) {
            try (NDManager manager = dictionary.decoder().getManager().newSubManager()) {
                ActivationBlocks.Block block = text.read(manager, from, AT_ONCE);
                sums.add(block.rows());
                from = block.next();
                more = !from.equals(text.start());
            }
        }
        return sums.fit(loss);
    }

    /** The figures as they are noted beside a dictionary. */
    Map<String, Object> toNotes() {
        Map<String, Object> notes = new LinkedHashMap<>();
        notes.put("tokens", tokens);
        notes.put("fvu", fvu);
        notes.put("l0", l0);
        notes.put("dead", dead);
        notes.put("loss_clean", loss.clean());
        notes.put("loss_spliced", loss.spliced());
        notes.put("loss_zeroed", loss.zeroed());
        if (Double.isFinite(loss.recovered())) {
            notes.put("loss_recovered", loss.recovered());
        }
        return notes;
    }

    private static final class Sums {
        private final Dictionary dictionary;
        private final double[] sum;
        private final boolean[] fired;
        private double squares;
        private double errors;
        private double active;
        private long tokens;

        Sums(Dictionary dictionary) {
            this.dictionary = dictionary;
            sum = new double[dictionary.config().dIn()];
            fired = new boolean[dictionary.config().dSae()];
        }

        void add(NDArray x) {
            NDArray z = dictionary.encode(x);
            NDArray open = z.gt(0).toType(DataType.FLOAT32, false);
            float[] counts = open.sum(new int[] {0}).toFloatArray();
            for (int i = 0; i < counts.length; i++) {
                active += counts[i];
                fired[i] |= counts[i] > 0;
            }
            float[] sums = x.sum(new int[] {0}).toFloatArray();
            for (int i = 0; i < sums.length; i++) {
                sum[i] += sums[i];
            }
            squares += x.square().sum().getFloat();
            errors += dictionary.decode(z, x).subi(x).square().sum().getFloat();
            tokens += x.getShape().get(0);
        }

        HeldOutFit fit(SplicedLoss loss) {
            double ofMean = 0;
            for (double s : sum) {
                ofMean += s * s / tokens;
            }
            int silent = 0;
            for (boolean f : fired) {
                silent += f ? 0 : 1;
            }
            return new HeldOutFit(
                    tokens, errors / (squares - ofMean), active / tokens, (double) silent / fired.length, loss);
        }
    }
}
