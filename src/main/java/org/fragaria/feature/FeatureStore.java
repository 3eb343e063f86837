package org.fragaria.feature;

import java.io.Closeable;
import java.util.List;
import java.util.Optional;

import org.fragaria.measure.MeasuredFeature;

/**
 * The measured features of one source, read-only and safe for any number of threads. Backed by Lucene in one process
 * ({@code LuceneFeatureStore}); a cluster would put a search service behind the same interface.
 */
public interface FeatureStore extends Closeable {

    /** Number of features, dead ones included. */
    int size();

    /** The feature with a number, or empty if the number is out of range. */
    Optional<MeasuredFeature> feature(int index);

    /** The row of a feature, or empty if the number is out of range. Stores override it where columns are cheaper. */
    default Optional<Row> row(int index) {
        return feature(index)
                .map(feature -> new Row(
                        index,
                        feature.firing().max(),
                        feature.firing().density(),
                        feature.firing().lookup(),
                        feature.activations().counts(),
                        feature.tokens().stream().limit(5).toList()));
    }

    /**
     * A page of the table of features.
     *
     * @param query what to sort by, filter and skip
     */
    Page table(TableQuery query);

    /**
     * Features that fire most on any of some tokens: by the sum over the tokens of the largest activation on each.
     *
     * @param tokens token ids
     * @param limit how many at most
     */
    List<TokenHit> firingOn(List<Integer> tokens, int limit);

    /**
     * One page of rows.
     *
     * @param total number of features that pass the filter
     */
    record Page(long total, List<Row> rows) {}

    /**
     * What a table shows of a feature: cheap columns only, without decoding examples.
     *
     * @param histogram counts of its activation histogram, for a sparkline
     * @param tokens its strongest tokens with the largest activation on each, at most five
     */
    record Row(
            int index,
            float max,
            double density,
            double lookup,
            long[] histogram,
            List<MeasuredFeature.TokenScore> tokens) {}

    /** A feature and the sum of its largest activations on the tokens asked for. */
    record TokenHit(Row row, float value) {}

    /** What the table is sorted by. */
    enum Sort {
        INDEX,
        MAX,
        DENSITY,
        LOOKUP
    }

    /**
     * A question to the table.
     *
     * @param sort the column; features without a value in it come last
     * @param descending largest first
     * @param live only features that fired
     * @param minDensity least density, 0 for no bound
     * @param maxDensity greatest density, 1 for no bound
     * @param maxLookup greatest lookup share, 1 for no bound ({@code hide what a lookup table explains})
     * @param token only features that fire on this token id, or -1
     * @param offset rows to skip
     * @param limit rows to return, 1..500
     */
    record TableQuery(
            Sort sort,
            boolean descending,
            boolean live,
            double minDensity,
            double maxDensity,
            double maxLookup,
            int token,
            int offset,
            int limit) {}
}
