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
                        feature.firing(),
                        feature.activations().counts(),
                        feature.tokens().stream().limit(5).toList(),
                        feature.guess()));
    }

    /**
     * A page of the table of features.
     *
     * @param query what to sort by, filter and skip
     */
    default Page table(TableQuery query) {
        return table(query, TableFilter.ANY);
    }

    /**
     * A page of the table of features, narrowed.
     *
     * @param query what to sort by, filter and skip
     * @param filter what else a feature must be
     */
    Page table(TableQuery query, TableFilter filter);

    /** What a feature has in a column, NaN if nothing. The feature's number must be in range. */
    double value(Sort column, int feature);

    /**
     * Features that fire most on any of some tokens: by the sum over the tokens of the largest activation on each.
     *
     * @param tokens token ids
     * @param limit how many at most
     */
    List<TokenHit> firingOn(List<Integer> tokens, int limit);

    /**
     * Features that make any of some tokens more likely: by the sum over the tokens of the direct effect on each one's logit.
     * Known of the few tokens that a feature raises most.
     *
     * @param tokens token ids
     * @param limit how many at most
     * @return the value of each is that sum
     */
    List<TokenHit> promoting(List<Integer> tokens, int limit);

    /** Decoder directions; empty if the source was made without. */
    default Optional<Directions> directions() {
        return Optional.empty();
    }

    /**
     * One page of rows.
     *
     * @param total number of features that pass the filter
     */
    record Page(long total, List<Row> rows) {}

    /**
     * What a table shows of a feature: cheap columns only, without decoding examples.
     *
     * @param firing how often and how strongly it fires
     * @param histogram counts of its activation histogram, for a sparkline
     * @param tokens its strongest tokens with the largest activation on each, at most five
     * @param guess when a reader who knows a few tokens would expect it to fire, and how often that is right
     */
    record Row(
            int index,
            MeasuredFeature.Firing firing,
            long[] histogram,
            List<MeasuredFeature.TokenScore> tokens,
            MeasuredFeature.Guess guess) {

        /** Without a guess. */
        public Row(
                int index, MeasuredFeature.Firing firing, long[] histogram, List<MeasuredFeature.TokenScore> tokens) {
            this(index, firing, histogram, tokens, MeasuredFeature.Guess.UNKNOWN);
        }

        /** Its largest activation, 0 if it never fired. */
        public float max() {
            return firing.max();
        }

        /** Share of tokens on which it fires. */
        public double density() {
            return firing.density();
        }
    }

    /** A feature and a sum over the tokens asked for. */
    record TokenHit(Row row, float value) {}

    /** What the table is sorted by. */
    enum Sort {
        INDEX,
        MAX,
        DENSITY,
        /** By the current token. */
        LOOKUP,
        /** By the last two tokens. */
        LOOKUP2,
        /** By the last three tokens. */
        LOOKUP3,
        /** Mean run length. */
        PERSISTENCE,
        /** Output score. */
        OUTPUT
    }

    /**
     * A question to the table.
     *
     * @param sort the column; features without a value in it come last
     * @param descending largest first
     * @param live only features that fired
     * @param minDensity least density, 0 for no bound
     * @param maxDensity greatest density, 1 for no bound
     * @param maxLookup greatest share that the current token explains, 1 for no bound
     * @param maxLookup3 greatest share that the last three tokens explain, 1 for no bound; features without one do not pass
     *     a bound
     * @param token only features that fire on this token id, or -1
     * @param promotes only features that have this token id among those that they make more likely, or -1
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
            double maxLookup3,
            int token,
            int promotes,
            int offset,
            int limit) {

        /** Whatever the features promote. */
        public TableQuery(
                Sort sort,
                boolean descending,
                boolean live,
                double minDensity,
                double maxDensity,
                double maxLookup,
                double maxLookup3,
                int token,
                int offset,
                int limit) {
            this(sort, descending, live, minDensity, maxDensity, maxLookup, maxLookup3, token, -1, offset, limit);
        }
    }
}
