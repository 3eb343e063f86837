package org.fragaria.feature;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;

import org.apache.lucene.document.FeatureField;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TopDocs;

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

    /** A feature with its exact sum. */
    record Ranked(int feature, float value) {}

    private int size() {
        return searcher.getIndexReader().maxDoc();
    }

    /**
     * The best features, the largest sum first. Each distinct token counts once.
     *
     * @param field has the tokens with their rough values
     * @param exact the exact values of a feature
     * @throws TooLargeException if there are more than {@value #MOST_TOKENS} distinct tokens
     */
    List<Ranked> best(String field, IntFunction<List<TokenScore>> exact, List<Integer> tokens, int limit) {
        Set<Integer> distinct = new TreeSet<>(tokens);
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
        return best(query.build(), feature -> sum(exact.apply(feature), distinct), limit);
    }

    /**
     * Scores come from values cut to eight bits of mantissa, so they are too small by less than 1/256: more candidates are
     * fetched until none beyond them could be among the best.
     */
    private List<Ranked> best(BooleanQuery query, IntFunction<Float> exact, int limit) {
        for (int fetch = Math.min(size(), limit + limit / 4 + 16); ; fetch = Math.min(size(), fetch * 4)) {
            TopDocs candidates;
            try {
                candidates = searcher.search(query, fetch);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read index " + folder, e);
            }
            List<Ranked> scores = new ArrayList<>();
            for (ScoreDoc candidate : candidates.scoreDocs) {
                scores.add(new Ranked(candidate.doc, exact.apply(candidate.doc)));
            }
            scores.sort(Comparator.<Ranked>comparingDouble(s -> -s.value).thenComparingInt(s -> s.feature));
            List<Ranked> best = scores.subList(0, Math.min(limit, scores.size()));
            boolean all = scores.size() < fetch || fetch == size();
            if (all || candidates.scoreDocs[fetch - 1].score * CUT < best.getLast().value) {
                return best;
            }
        }
    }

    private static float sum(List<TokenScore> scores, Set<Integer> tokens) {
        double sum = 0;
        for (TokenScore score : scores) {
            sum += tokens.contains(score.token()) && score.value() > 0 ? score.value() : 0;
        }
        return (float) sum;
    }
}
