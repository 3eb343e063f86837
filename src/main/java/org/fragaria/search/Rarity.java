package org.fragaria.search;

import org.fragaria.feature.FeatureStore.Row;

/** How seldom a feature fires that strongly: what makes activations of different features comparable. */
final class Rarity {

    private Rarity() {}

    /**
     * The fraction of corpus tokens on which a feature is at least as strong as a value, by its histogram. The bin of the
     * value counts as a whole: a feature that has one strength only, as in a lookup table, is then as rare as its token, and
     * others are taken for more common by a bin at most.
     *
     * @param row the feature; its histogram covers {@code 0..max} in equal bins
     * @param value an activation above 0
     * @return 0 if the corpus never had it that strong
     */
    static double of(Row row, float value) {
        long[] counts = row.histogram();
        if (counts.length == 0 || row.max() <= 0 || value > row.max()) {
            return 0;
        }
        int place = Math.min(counts.length - 1, (int) (value / (double) row.max() * counts.length));
        long above = 0;
        long all = 0;
        for (int bin = 0; bin < counts.length; bin++) {
            all += counts[bin];
            above += bin >= place ? counts[bin] : 0;
        }
        return all == 0 ? 0 : row.density() * above / all;
    }
}
