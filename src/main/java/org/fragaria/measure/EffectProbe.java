package org.fragaria.measure;

import java.util.List;

import org.fragaria.measure.MeasuredFeature.Effect;

/**
 * Says what a model loses when a feature is off: the model reads a window of the corpus twice, once as it is and once with
 * the feature's activation times its decoder row taken away at the dictionary's address, on every token that enters the
 * statistics, and what it expects in the place of each token is compared. The rest of the tensor, the dictionary's error
 * included, stays as it is. One caller at a time.
 */
public interface EffectProbe {

    /**
     * A part of a window.
     *
     * @param feature the feature that is off
     * @param window token ids of the whole window, {@code [position]}; of one length in all passages of a call
     * @param from the first token that is asked about
     * @param to the first one that is not any more
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    record Passage(int feature, int[] window, int from, int to) {}

    /**
     * How many passages are best asked about at once.
     *
     * @param windowLength tokens per window
     */
    int batch(int windowLength);

    /**
     * What is lost in some passages.
     *
     * @param passages at least one
     * @return one for each, with as many numbers as it has tokens
     */
    List<Effect> of(List<Passage> passages);
}
