package org.fragaria.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

import org.fragaria.measure.MeasuredFeature.Histogram;
import org.fragaria.measure.MeasuredFeature.Neighbour;
import org.fragaria.measure.MeasuredFeature.TokenScore;

/**
 * What a dictionary's decoder says of its features without any text: the tokens that each row raises and lowers when it
 * is added to the residual stream, and the rows nearest to it. Computed in blocks of rows, so that memory is bounded by
 * {@value #BLOCK} numbers and not by features × vocabulary. One caller at a time.
 */
public final class WeightFacts {

    /** Bins of all histograms of a feature. */
    static final int HISTOGRAM_BINS = 50;

    /** Length of the lists of tokens and of neighbours. */
    static final int LISTED = 10;

    /** Numbers in a block's result. */
    private static final int BLOCK = 16 << 20;

    private static final Facts NONE = new Facts(new Histogram(0, 0, new long[0]), List.of(), List.of(), List.of());

    /** Direct effect of directions {@code [n, width]} on logits, {@code [n, vocabulary]}. */
    @FunctionalInterface
    public interface LogitEffect {
        NDArray of(NDArray directions);
    }

    /** What the weights say of one feature. */
    public record Facts(
            Histogram logits, List<TokenScore> raises, List<TokenScore> lowers, List<Neighbour> neighbours) {}

    /** Takes the facts of each feature in order. */
    @FunctionalInterface
    public interface Sink {
        void accept(int feature, Facts facts);
    }

    private WeightFacts() {}

    /**
     * Computes the facts of all features.
     *
     * @param decoder decoder rows, float32 {@code [dSae, width]}
     * @param effect the model's reading of directions, or none if rows do not live in the residual stream
     * @param vocabulary number of token ids, to choose the block size
     * @param sink called once per feature, in order
     */
    public static void compute(NDArray decoder, Optional<LogitEffect> effect, int vocabulary, Sink sink) {
        int dSae = (int) decoder.getShape().get(0);
        int rows = Math.max(1, BLOCK / Math.max(1, Math.max(dSae, vocabulary)));
        try (NDManager all = decoder.getManager().newSubManager()) {
            NDArray unit = normalised(all, decoder);
            NDArray columns = unit.transpose();
            for (int from = 0; from < dSae; from += rows) {
                int to = Math.min(dSae, from + rows);
                try (NDManager block = all.newSubManager()) {
                    NDArray some = slice(block, decoder, from, to);
                    float[] logits = effect.map(e -> floats(block, e.of(some))).orElse(new float[0]);
                    float[] cosines = floats(block, slice(block, unit, from, to).matMul(columns));
                    emit(from, to, logits, cosines, sink);
                }
            }
        }
    }

    private static void emit(int from, int to, float[] logits, float[] cosines, Sink sink) {
        int dSae = cosines.length / (to - from);
        int vocabulary = logits.length / (to - from);
        for (int f = from; f < to; f++) {
            int row = f - from;
            cosines[row * dSae + f] = Float.NEGATIVE_INFINITY; // a feature is not its own neighbour
            List<Neighbour> near = new ArrayList<>();
            for (TokenScore score : largest(cosines, row * dSae, dSae, 1)) {
                if (score.token() != f) {
                    near.add(new Neighbour(score.token(), score.value()));
                }
            }
            sink.accept(
                    f,
                    vocabulary == 0
                            ? new Facts(NONE.logits(), List.of(), List.of(), near)
                            : new Facts(
                                    histogram(logits, row * vocabulary, vocabulary),
                                    largest(logits, row * vocabulary, vocabulary, 1),
                                    largest(logits, row * vocabulary, vocabulary, -1),
                                    near));
        }
    }

    /** The {@value #LISTED} largest values times {@code sign}, of equal ones the first. */
    private static List<TokenScore> largest(float[] values, int offset, int size, int sign) {
        int limit = Math.min(LISTED, size);
        int[] best = new int[limit];
        int found = 0;
        for (int i = 0; i < size; i++) {
            float value = values[offset + i] * sign;
            int place = found;
            while (place > 0 && value > values[offset + best[place - 1]] * sign) {
                place--;
            }
            if (place < limit) {
                found = Math.min(limit, found + 1);
                System.arraycopy(best, place, best, place + 1, found - 1 - place);
                best[place] = i;
            }
        }
        List<TokenScore> scores = new ArrayList<>(found);
        for (int i = 0; i < found; i++) {
            scores.add(new TokenScore(best[i], values[offset + best[i]]));
        }
        return scores;
    }

    private static Histogram histogram(float[] values, int offset, int size) {
        float least = Float.POSITIVE_INFINITY;
        float greatest = Float.NEGATIVE_INFINITY;
        for (int i = offset; i < offset + size; i++) {
            least = Math.min(least, values[i]);
            greatest = Math.max(greatest, values[i]);
        }
        long[] counts = new long[HISTOGRAM_BINS];
        double width = ((double) greatest - least) / HISTOGRAM_BINS;
        for (int i = offset; i < offset + size; i++) {
            int bin = width > 0 ? (int) ((values[i] - (double) least) / width) : 0;
            counts[Math.min(HISTOGRAM_BINS - 1, bin)]++;
        }
        return new Histogram(least, greatest, counts);
    }

    private static NDArray normalised(NDManager owner, NDArray decoder) {
        NDArray mine = decoder.duplicate();
        mine.attach(owner);
        NDArray norms = mine.square().sum(new int[] {1}, true).sqrt();
        return mine.div(norms.maximum(1e-30f)); // a row of zeros has the cosine 0 to all
    }

    private static NDArray slice(NDManager owner, NDArray from, int begin, int end) {
        NDArray rows = from.get(begin + ":" + end);
        rows.attach(owner);
        return rows;
    }

    private static float[] floats(NDManager owner, NDArray array) {
        array.attach(owner);
        return array.toFloatArray();
    }
}
