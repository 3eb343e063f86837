package org.fragaria.feature;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;

import org.apache.lucene.document.FeatureField;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;

import org.fragaria.measure.MeasuredFeature.TokenScore;
import org.fragaria.problem.TooLargeException;

/**
 * Ranks features by the sum of what they do on some tokens: one block-max query over values that the index has roughly,
 * ranked again with exact ones. Immutable; any number of threads.
 *
 * @param folder of the index, for messages
 */
record TokenRanking(IndexSearcher searcher, Path folder) {

    /** Distinct tokens in one question, at most: Lucene's limit of clauses. */
    static final int MOST_TOKENS = 1024;

    /** A score times this exceeds the exact sum: FeatureField cuts off less than 1/256. */
    private static final double CUT = 1 + 1.0 / 128;

    /**
     * A feature with its exact sum.
     *
     * @param read what was read to know it
     */
    record Ranked<T>(int feature, float value, T read) {}

    /**
     * Where exact values come from. Features are read in rising order.
     *
     * @param reader reads a feature
     * @param scores the exact values in what was read
     */
    record Exact<T>(IntFunction<T> reader, Function<T, List<TokenScore>> scores) {

        private Ranked<T> rank(int feature, Set<Integer> tokens) {
            T read = reader.apply(feature);
            double sum = 0;
            for (TokenScore score : scores.apply(read)) {
                sum += score.value() > 0 && tokens.contains(score.token()) ? score.value() : 0;
            }
            return new Ranked<>(feature, (float) sum, read);
        }
    }

    private int size() {
        return searcher.getIndexReader().maxDoc();
    }

    /**
     * The best features, the largest sum first. Each distinct token counts once.
     *
     * @param field has the tokens with their rough values
     * @param exact has the exact values
     * @throws TooLargeException if there are more than {@value #MOST_TOKENS} distinct tokens
     */
    <T> List<Ranked<T>> best(String field, Exact<T> exact, List<Integer> tokens, int limit) {
        Set<Integer> distinct = Set.copyOf(tokens);
        if (distinct.size() > MOST_TOKENS) {
            throw new TooLargeException("Features of tokens: expected at most " + MOST_TOKENS
                    + " distinct tokens, found " + distinct.size() + ". Shorten the text.");
        }
        if (distinct.isEmpty() || limit < 1 || size() == 0) {
            return List.of();
        }
        BooleanQuery.Builder query = new BooleanQuery.Builder();
        for (int token : distinct) {
            query.add(FeatureField.newLinearQuery(field, Integer.toString(token), 1), BooleanClause.Occur.SHOULD);
        }
        return best(query.build(), feature -> exact.rank(feature, distinct), limit);
    }

    /**
     * Scores come from values cut to eight bits of mantissa, so they are too small by less than 1/256: more candidates are
     * fetched until none beyond them could be among the best.
     */
    private <T> List<Ranked<T>> best(BooleanQuery query, IntFunction<Ranked<T>> rank, int limit) {
        for (int fetch = Math.min(size(), limit + limit / 4 + 16); ; fetch = Math.min(size(), fetch * 4)) {
            ScoreDoc[] candidates = candidates(query, fetch);
            List<Ranked<T>> ranked = Arrays.stream(candidates)
                    .mapToInt(candidate -> candidate.doc)
                    .sorted()
                    .mapToObj(rank)
                    .sorted(Comparator.<Ranked<T>>comparingDouble(s -> -s.value).thenComparingInt(s -> s.feature))
                    .toList();
            List<Ranked<T>> best = ranked.subList(0, Math.min(limit, ranked.size()));
            boolean all = candidates.length < fetch || fetch == size();
            if (all || candidates[fetch - 1].score * CUT < best.getLast().value) {
                return best;
            }
        }
    }

    private ScoreDoc[] candidates(BooleanQuery query, int fetch) {
        try {
            return searcher.search(query, fetch).scoreDocs;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read index " + folder, e);
        }
    }
}
