package org.fragaria.search;

import org.fragaria.feature.FeatureStore.Row;

/** How seldom a feature fires that strongly: what makes activations of different features comparable. */
final class Rarity {

    private Rarity() {}

    /**
     * The fraction of corpus tokens on which a feature is at least as strong as a value, by its histogram; the bin of the
     * value counts in proportion.
     *
     * @param row the feature; its histogram covers {@code 0..max} in equal bins
     * @param value an activation above 0
     */
    static double of(Row row, float value) {
        long[] counts = row.histogram();
        if (counts.length == 0 || row.max() <= 0) {
            return 0;
        }
        double place = Math.clamp(value / (double) row.max(), 0, 1) * counts.length;
        double above = 0;
        double all = 0;
        for (int bin = 0; bin < counts.length; bin++) {
            all += counts[bin];
            above += counts[bin] * Math.clamp(bin + 1 - place, 0, 1);
        }
        return all == 0 ? 0 : row.density() * above / all;
    }
}
