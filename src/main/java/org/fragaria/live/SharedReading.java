package org.fragaria.live;

import java.util.List;
import java.util.Map;

/**
 * What the features of several dictionaries do on one text, which their model read once. Immutable.
 *
 * @param ids token ids of the text
 * @param special per token, whether it is special (BOS and the like), which measuring left out
 * @param firing per source id, what fires
 * @param failures per source id, why its dictionary could not be opened or does not fit the model
 */
public record SharedReading(
        int[] ids, boolean[] special, Map<String, List<Firing>> firing, Map<String, String> failures) {

    /**
     * A feature that fires on the text.
     *
     * @param feature its number
     * @param positions where, ascending
     * @param values its activation at each, above 0, in the dictionary's own scale
     */
    public record Firing(int feature, int[] positions, float[] values) {}
}
