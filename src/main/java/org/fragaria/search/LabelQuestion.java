package org.fragaria.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.jspecify.annotations.Nullable;

/**
 * Finds labels by their words (BM25; at least half of them) and by their meaning (nearest directions), fused ({@link
 * Fusion}). What stands in double quotes must be there as it stands; no other character means anything.
 */
public final class LabelQuestion {

    /** Words of a question that are looked for. */
    private static final int MOST_WORDS = 64;

    /** Cosine from which a label counts as alike: unrelated sentences of this encoder lie near 0.1, paraphrases near 0.6. */
    private static final double ALIKE = 0.3;

    /** Candidates by meaning; asked for more than are shown, since the graph is searched approximately. */
    private static final int NEAREST = 100;

    private static final Pattern QUOTED = Pattern.compile("\"([^\"]+)\"");
    private static final Analyzer ANALYZER = new LabelAnalyzer();

    private final LabelIndex index;

    /** Questions to an index. */
    public LabelQuestion(LabelIndex index) {
        this.index = index;
    }

    /**
     * Labels that have the words or mean alike, best first.
     *
     * @param words what was typed
     * @param meaning its direction; null to go by words alone
     * @param from hits to skip
     * @param limit hits to return, at most
     */
    public List<LabelHit> find(String words, float @Nullable [] meaning, Filter filter, int from, int limit) {
        Query only = LabelLayout.query(filter);
        Query byWords = words(words);
        return index.ask(searcher -> {
            List<Integer> having = byWords == null ? List.of() : documents(searcher, byWords, only, from + limit);
            List<Integer> alike = meaning == null ? List.of() : nearest(searcher, meaning, only, from + limit);
            Set<Integer> word = new HashSet<>(having);
            Set<Integer> near = new HashSet<>(alike);
            StoredFields stored = searcher.storedFields();
            List<LabelHit> hits = new ArrayList<>();
            for (int document : Fusion.fuse(List.of(having, alike)).stream()
                    .skip(from)
                    .limit(limit)
                    .toList()) {
                hits.add(LabelIndex.hit(stored, document, word.contains(document), near.contains(document)));
            }
            return hits;
        });
    }

    /** Labels that have all words, the last of which may only be begun. */
    List<LabelHit> begun(String words, int limit) {
        List<String> terms = terms(words);
        if (terms.isEmpty()) {
            return List.of();
        }
        BooleanQuery.Builder all = new BooleanQuery.Builder();
        terms.subList(0, terms.size() - 1).forEach(term -> all.add(term(term), Occur.MUST));
        Term last = new Term(LabelLayout.TEXT, terms.getLast());
        all.add(
                new BooleanQuery.Builder()
                        .add(new BoostQuery(new TermQuery(last), 2), Occur.SHOULD)
                        .add(new PrefixQuery(last), Occur.SHOULD)
                        .build(),
                Occur.MUST);
        return index.ask(searcher -> {
            StoredFields stored = searcher.storedFields();
            List<LabelHit> hits = new ArrayList<>();
            for (int document : documents(searcher, all.build(), null, limit)) {
                hits.add(LabelIndex.hit(stored, document, true, false));
            }
            return hits;
        });
    }

    private static List<Integer> documents(IndexSearcher searcher, Query query, @Nullable Query only, int most)
            throws IOException {
        Query filtered = only == null
                ? query
                : new BooleanQuery.Builder()
                        .add(query, Occur.MUST)
                        .add(only, Occur.FILTER)
                        .build();
        return Arrays.stream(searcher.search(filtered, most).scoreDocs)
                .map(found -> found.doc)
                .toList();
    }

    private static List<Integer> nearest(IndexSearcher searcher, float[] meaning, @Nullable Query only, int most)
            throws IOException {
        int k = Math.max(NEAREST, most);
        ScoreDoc[] found = searcher.search(new KnnFloatVectorQuery(LabelLayout.VECTOR, meaning, k, only), k).scoreDocs;
        double least = (1 + ALIKE) / 2; // Lucene's score of a dot product
        return Arrays.stream(found)
                .filter(near -> near.score >= least)
                .map(near -> near.doc)
                .toList();
    }

    private static @Nullable Query words(String text) {
        BooleanQuery.Builder query = new BooleanQuery.Builder();
        Matcher quoted = QUOTED.matcher(text);
        while (quoted.find()) {
            List<String> phrase = terms(quoted.group(1));
            if (!phrase.isEmpty()) {
                query.add(new PhraseQuery(LabelLayout.TEXT, phrase.toArray(String[]::new)), Occur.MUST);
            }
        }
        Set<String> terms = new HashSet<>(terms(text));
        terms.forEach(term -> query.add(term(term), Occur.SHOULD));
        // in a whole sentence, a label that shares only “the” says nothing; its meaning finds what shares no word
        query.setMinimumNumberShouldMatch(terms.size() / 2);
        BooleanQuery built = query.build();
        return built.clauses().isEmpty() ? null : built;
    }

    private static Query term(String term) {
        return new TermQuery(new Term(LabelLayout.TEXT, term));
    }

    /** The words of a text as the index holds them. */
    static List<String> terms(String text) {
        List<String> terms = new ArrayList<>();
        try (TokenStream stream = ANALYZER.tokenStream(LabelLayout.TEXT, text)) {
            CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
            stream.reset();
            while (terms.size() < MOST_WORDS && stream.incrementToken()) {
                terms.add(term.toString());
            }
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory cannot fail", e);
        }
        return terms;
    }
}
