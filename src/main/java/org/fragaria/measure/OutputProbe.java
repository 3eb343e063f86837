package org.fragaria.measure;

import java.util.List;

import org.fragaria.measure.MeasuredFeature.Output;

/**
 * Asks the model what a feature writes. To the tensor at the dictionary's address, at the last token of some contexts that
 * are the same for all features, {@code strength · n · w/‖w‖} is added: {@code w} is the feature's decoder row, {@code n} the
 * mean norm of the tensor there. The output is the probability, mean over the contexts, that the next token is one of
 * those whose logits the weights promise to raise most; the control is the same probability with random directions of the
 * same length instead, mean over those too.
 *
 * <p>The idea, that features which write are found by intervening and not by what activates them, is of D. Arad, A. Mueller,
 * Y. Belinkov, SAEs Are Good for Steering – If You Select the Right Features, EMNLP 2025; strength in norms, so that
 * features compare, and the control are ours. One caller at a time.
 */
public interface OutputProbe extends AutoCloseable {

    /** How many features are best asked for at once. */
    int batch();

    /** The contexts, the strength and the controls, in words. */
    String setting();

    /**
     * What some features write.
     *
     * @param features their numbers, at most {@link #batch} of them
     * @param promoted token ids for each, equally many, at least one
     * @return one for each; unknown where the decoder row is 0
     */
    List<Output> of(int[] features, int[][] promoted);

    @Override
    void close();
}
