package org.fragaria.catalog;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.IntPredicate;

import org.fragaria.atlas.Atlas;
import org.fragaria.atlas.Lasso;
import org.fragaria.feature.Called;
import org.fragaria.feature.FeatureStore;
import org.fragaria.feature.FeatureStore.Row;
import org.fragaria.feature.FeatureStore.Sort;
import org.fragaria.feature.FeatureStore.TableQuery;
import org.fragaria.feature.Labels;
import org.fragaria.feature.OpenSource;
import org.fragaria.feature.TableFilter;
import org.fragaria.feature.TokenTexts;

/**
 * The features of a source that pass what an address asks for. Lives as long as one request, which holds the source.
 *
 * @param token id of the token that they fire on; empty if none is asked for, or none reads so
 * @param promoted id of the token that they make more likely; empty likewise
 */
record SourceTable(OpenSource open, TableState state, OptionalInt token, OptionalInt promoted, TableFilter filter) {

    private static final Map<String, String> WITHOUT = Map.of(
            "max", "any maximum",
            "lookup", "any share that the current token explains",
            "persistence", "any time that they stay on",
            "output", "any output score",
            "label", "any label",
            "method", "labels of any method");

    /** Rows that the store hands out at a time. */
    private static final int BLOCK = 500;

    /** What answers questions beyond the index. */
    record Sources(Labels labels, Atlas atlas) {}

    /** A filter without which there would be rows, what it is in words, and the address without it. */
    public record Relaxed(String what, String link, long total) {}

    static SourceTable of(OpenSource open, TableState state, Sources sources) {
        TableFilter narrow = state.narrow().filter(open, sources.labels());
        IntPredicate inside = inside(open, state, sources.atlas());
        return new SourceTable(
                open,
                state,
                token(state.token(), open.tokens()),
                token(state.narrow().promotes(), open.tokens()),
                new TableFilter(narrow.bounds(), inside.and(narrow.only())));
    }

    private static IntPredicate inside(OpenSource open, TableState state, Atlas atlas) {
        Lasso lasso = Lasso.read(state.map().lasso());
        if (!lasso.drawn()) {
            return feature -> true;
        }
        BitSet features = atlas.map(open).map(lasso::inside).orElseGet(BitSet::new);
        return features::get;
    }

    /** A token by what it shows; a word typed without its leading space is found too. */
    private static OptionalInt token(String text, TokenTexts texts) {
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        OptionalInt spaced = texts.find(" " + text);
        return spaced.isPresent() ? spaced : texts.find(text);
    }

    /** What was asked for as a token and is not in the vocabulary; empty if there is no such thing. */
    String unknownToken() {
        if (!state.token().isEmpty() && token.isEmpty()) {
            return state.token();
        }
        return promoted.isEmpty() ? state.narrow().promotes() : "";
    }

    private long tokens() {
        return open.manifest().corpus().tokens();
    }

    private TableQuery query(int offset, int limit) {
        return state.query(tokens(), token.orElse(-1), promoted.orElse(-1), offset, limit);
    }

    /** The page that the address asks for. */
    FeatureStore.Page page() {
        return rows((state.page() - 1) * TableState.ROWS, TableState.ROWS);
    }

    /** Some of the rows, in order. */
    private FeatureStore.Page rows(int offset, int limit) {
        return !unknownToken().isEmpty()
                ? new FeatureStore.Page(0, List.of())
                : open.features().table(query(offset, limit), filter);
    }

    /** The first rows in order, at most so many. */
    List<Row> first(int most) {
        List<Row> all = new ArrayList<>();
        while (all.size() < most) {
            List<Row> more =
                    rows(all.size(), Math.min(BLOCK, most - all.size())).rows();
            all.addAll(more);
            if (more.size() < BLOCK) {
                break;
            }
        }
        return all;
    }

    /** The first features that have a name, whatever else the address asks for; least explained by a lookup table first. */
    List<SourcePage.Name> named(Labels labels) {
        Called called = open.called(labels);
        TableQuery live = new TableQuery(Sort.LOOKUP, false, true, 0, 1, 1, 1, -1, -1, 0, SourcePage.NAMED);
        TableFilter named = new TableFilter(List.of(), feature -> Narrow.By.NAMED.fits(called.method(feature)));
        return open.features().table(live, named).rows().stream()
                .flatMap(row -> labels.best(open, row).stream()
                        .map(label -> new SourcePage.Name(row.index(), label.text(), label.method())))
                .toList();
    }

    /** Which single filter keeps everything out, when nothing is left. */
    List<Relaxed> relaxed() {
        List<Relaxed> found = new ArrayList<>();
        TableQuery q = query(0, 1);
        if (state.density() != Density.ALL) {
            found.add(relaxed("any density", state.anyDensity(), all(q, 0, 1, q.token()), filter));
        }
        if (!state.token().isEmpty()) {
            TableQuery any = all(q, q.minDensity(), q.maxDensity(), -1);
            found.add(relaxed("any token", state.without("token"), any, filter));
        }
        if (promoted.isPresent()) {
            TableQuery any = state.query(tokens(), q.token(), -1, 0, 1);
            found.add(relaxed("whatever token they make more likely", state.without("promotes"), any, filter));
        }
        for (String name : List.of("max", "lookup", "persistence", "output", "label", "method")) {
            if (!state.narrow().field(name).isEmpty()) {
                found.add(relaxed(WITHOUT.getOrDefault(name, name), state.without(name), q, without(name)));
            }
        }
        if (state.lookup3() < 1) {
            found.add(relaxed("any share that three tokens explain", state.without("lookup3"), unbounded(q), filter));
        }
        return found.stream().filter(one -> one.total() > 0).toList();
    }

    private Relaxed relaxed(String what, String link, TableQuery query, TableFilter filter) {
        return new Relaxed(what, link, open.features().table(query, filter).total());
    }

    private TableFilter without(String name) {
        Sort column =
                switch (name) {
                    case "max" -> Sort.MAX;
                    case "lookup" -> Sort.LOOKUP;
                    case "persistence" -> Sort.PERSISTENCE;
                    case "output" -> Sort.OUTPUT;
                    default -> Sort.INDEX;
                };
        boolean ofLabels = name.equals("label") || name.equals("method");
        return new TableFilter(
                filter.bounds().stream()
                        .filter(bound -> bound.column() != column)
                        .toList(),
                ofLabels ? feature -> true : filter.only());
    }

    private static TableQuery all(TableQuery q, double least, double most, int token) {
        return new TableQuery(
                q.sort(),
                q.descending(),
                q.live(),
                least,
                most,
                q.maxLookup(),
                q.maxLookup3(),
                token,
                q.promotes(),
                0,
                1);
    }

    private static TableQuery unbounded(TableQuery q) {
        return new TableQuery(
                q.sort(),
                q.descending(),
                q.live(),
                q.minDensity(),
                q.maxDensity(),
                q.maxLookup(),
                1,
                q.token(),
                q.promotes(),
                0,
                1);
    }
}
