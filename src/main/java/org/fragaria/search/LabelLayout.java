package org.fragaria.search;

import org.apache.lucene.document.Document;
import org.apache.lucene.document.DoubleField;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.IntField;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * How a label lies in the label index: one document per feature that has one. The commit's user data hold {@code layout}
 * ({@value #VERSION}). Fields:
 *
 * <table>
 * <caption>Fields</caption>
 * <tr><td>{@code key}</td><td>term {@code model/source/index}: what a change replaces</td></tr>
 * <tr><td>{@code at}</td><td>term {@code model/source}: what a removed source takes along</td></tr>
 * <tr><td>{@code model}, {@code source}, {@code set}, {@code method}</td><td>terms to filter by; {@code model}, {@code
 *     source}, {@code method} are stored</td></tr>
 * <tr><td>{@code layer}</td><td>int, points and doc value</td></tr>
 * <tr><td>{@code density}, {@code lookup}</td><td>double, points and doc values; lookup is absent if unknown</td></tr>
 * <tr><td>{@code index}, {@code print}</td><td>numeric doc values: the feature's number (stored too), and a fingerprint of
 *     everything else, by which a renewal sees what has changed</td></tr>
 * <tr><td>{@code text}</td><td>the label's words, with norms, stored; {@link LabelAnalyzer}</td></tr>
 * <tr><td>{@code vector}</td><td>{@link Meaning} of the label, float32 {@code [384]} of length 1, HNSW by dot product;
 *     absent until it has been computed</td></tr>
 * </table>
 */
final class LabelLayout {

    static final int VERSION = 1;
    static final String VERSION_KEY = "layout";

    static final String KEY = "key";
    static final String AT = "at";
    static final String MODEL = "model";
    static final String SOURCE = "source";
    static final String SET = "set";
    static final String METHOD = "method";
    static final String LAYER = "layer";
    static final String DENSITY = "density";
    static final String LOOKUP = "lookup";
    static final String INDEX = "index";
    static final String PRINT = "print";
    static final String TEXT = "text";
    static final String VECTOR = "vector";

    private LabelLayout() {}

    static Document document(LabelEntry entry, float @Nullable [] vector) {
        Document document = new Document();
        document.add(new StringField(KEY, entry.key(), Field.Store.NO));
        document.add(new StringField(AT, entry.at(), Field.Store.NO));
        document.add(new StringField(MODEL, entry.model(), Field.Store.YES));
        document.add(new StringField(SOURCE, entry.source(), Field.Store.YES));
        document.add(new StringField(SET, Filter.set(entry.source()), Field.Store.NO));
        document.add(new StringField(METHOD, entry.method(), Field.Store.YES));
        document.add(new IntField(LAYER, entry.layer(), Field.Store.NO));
        document.add(new DoubleField(DENSITY, entry.density(), Field.Store.NO));
        if (!Double.isNaN(entry.lookup())) {
            document.add(new DoubleField(LOOKUP, entry.lookup(), Field.Store.NO));
        }
        document.add(new NumericDocValuesField(INDEX, entry.index()));
        document.add(new StoredField(INDEX, entry.index()));
        document.add(new NumericDocValuesField(PRINT, entry.print()));
        document.add(new TextField(TEXT, entry.text(), Field.Store.YES));
        if (vector != null) {
            document.add(new KnnFloatVectorField(VECTOR, vector, VectorSimilarityFunction.DOT_PRODUCT));
        }
        return document;
    }

    /** The query that lets pass what a filter admits; null if that is everything. */
    static @Nullable Query query(Filter filter) {
        BooleanQuery.Builder all = new BooleanQuery.Builder();
        term(all, MODEL, filter.model());
        term(all, SET, filter.set());
        term(all, METHOD, filter.method());
        if (!filter.sources().isEmpty()) {
            must(
                    all,
                    new TermInSetQuery(
                            SOURCE, filter.sources().stream().map(BytesRef::new).toList()));
        }
        if (filter.layer() >= 0) {
            must(all, IntField.newExactQuery(LAYER, filter.layer()));
        }
        if (filter.leastDensity() > 0 || filter.mostDensity() < 1) {
            must(all, DoubleField.newRangeQuery(DENSITY, filter.leastDensity(), filter.mostDensity()));
        }
        if (filter.mostLookup() < 1) {
            must(all, DoubleField.newRangeQuery(LOOKUP, Double.NEGATIVE_INFINITY, filter.mostLookup()));
        }
        BooleanQuery query = all.build();
        return query.clauses().isEmpty() ? null : query;
    }

    private static void term(BooleanQuery.Builder all, String field, String value) {
        if (!value.isEmpty()) {
            must(all, new TermQuery(new Term(field, value)));
        }
    }

    private static void must(BooleanQuery.Builder all, Query query) {
        all.add(query, BooleanClause.Occur.FILTER);
    }
}
