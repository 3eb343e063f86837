package org.fragaria.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.fragaria.feature.FeatureStore.Row;
import org.fragaria.feature.Label;
import org.fragaria.feature.Labels;
import org.fragaria.feature.OpenSource;
import org.fragaria.feature.Token;
import org.fragaria.search.SearchPage.Cell;
import org.fragaria.search.SearchPage.Pick;
import org.fragaria.search.SearchPage.TextRun;
import org.fragaria.search.SearchPage.TokenRow;
import org.fragaria.search.SearchState.Rank;
import org.fragaria.search.TextRuns.Fired;
import org.fragaria.search.TextRuns.Run;
import org.fragaria.search.TextSearch.Counted;

/** A text token by token: the foremost features of every source on each. */
record TokenTable(Labels labels, List<OpenSource> sources, Run run, List<Token> tokens, Counted counted) {

    private static final int ROWS = 40;
    /** Columns that a page can hold; more sources have to be chosen from. */
    private static final int COLUMNS = 12;

    /** A feature that fires on one token. */
    private record Here(Row row, float value, double place) {}

    TextRun page(String model, SearchState state, List<String> failures) {
        List<OpenSource> columns = sources.stream()
                .filter(open -> run.fired().containsKey(open.manifest().source()))
                .limit(COLUMNS)
                .toList();
        List<String> notes = new ArrayList<>(failures);
        if (columns.size() < run.fired().size()) {
            notes.add("Only the first " + COLUMNS + " of " + run.fired().size()
                    + " sources fit: choose others with the filters.");
        }
        List<Integer> positions = new ArrayList<>();
        for (int i = 0; i < tokens.size(); i++) {
            if (counted.here()[i]) {
                positions.add(i);
            }
        }
        int from = Cursor.offset(state.after(), state.question());
        List<Integer> shown = positions.stream().skip(from).limit(ROWS).toList();
        int end = from + ROWS;
        return new TextRun(
                model,
                tokens,
                TextSearch.specials(run.reading()),
                columns.stream().map(open -> open.manifest().source()).toList(),
                List.of(),
                fire(state, columns),
                rows(state, columns, shown),
                notes,
                positions.size() > end && end <= Cursor.MOST ? state.from(Cursor.of(end, state.question())) : null,
                from);
    }

    /** How many features fire anywhere where it counts. */
    private int fire(SearchState state, List<OpenSource> columns) {
        int count = 0;
        for (OpenSource open : columns) {
            for (Fired fired : run.fired().getOrDefault(open.manifest().source(), List.of())) {
                boolean here = Arrays.stream(fired.firing().positions()).anyMatch(position -> counted.here()[position]);
                count += here && passes(state.filter(), open, fired.row()) ? 1 : 0;
            }
        }
        return count;
    }

    private List<TokenRow> rows(SearchState state, List<OpenSource> columns, List<Integer> shown) {
        List<Map<Integer, List<Here>>> byColumn =
                columns.stream().map(open -> byPosition(state, open, shown)).toList();
        List<TokenRow> rows = new ArrayList<>();
        for (int position : shown) {
            List<Cell> cells = new ArrayList<>();
            for (int column = 0; column < columns.size(); column++) {
                List<Here> here = byColumn.get(column).getOrDefault(position, List.of());
                OpenSource open = columns.get(column);
                cells.add(new Cell(here.stream()
                        .sorted(Comparator.comparingDouble(Here::place))
                        .limit(state.top())
                        .map(one -> pick(open, one))
                        .toList()));
            }
            rows.add(new TokenRow(position, tokens.get(position), cells));
        }
        return rows;
    }

    private Map<Integer, List<Here>> byPosition(SearchState state, OpenSource open, List<Integer> shown) {
        Map<Integer, List<Here>> here = new HashMap<>();
        shown.forEach(position -> here.put(position, new ArrayList<>()));
        for (Fired fired : run.fired().getOrDefault(open.manifest().source(), List.of())) {
            if (!passes(state.filter(), open, fired.row())) {
                continue;
            }
            for (int i = 0; i < fired.firing().positions().length; i++) {
                List<Here> list = here.get(fired.firing().positions()[i]);
                if (list != null) {
                    float value = fired.firing().values()[i];
                    list.add(new Here(fired.row(), value, place(state.rank(), fired.row(), value)));
                }
            }
        }
        return here;
    }

    private boolean passes(Filter filter, OpenSource open, Row row) {
        return filter.admits(row)
                && (filter.method().isEmpty()
                        || filter.admits(labels.best(open, row).orElse(null)));
    }

    /** The smaller, the earlier; on one token a sum is the value itself. */
    private static double place(Rank rank, Row row, float value) {
        return switch (rank) {
            case RARITY, BEST -> Rarity.of(row, value);
            case SHARE -> row.max() == 0 ? 0 : -value / (double) row.max();
            case VALUE, SUM -> -value;
            case OUTPUT ->
                row.firing().output().known() ? -row.firing().output().score() : Double.POSITIVE_INFINITY;
        };
    }

    private Pick pick(OpenSource open, Here here) {
        Row row = here.row();
        String number = Integer.toString(row.index());
        return new Pick(
                "/" + open.manifest().model() + "/" + open.manifest().source() + "/" + number,
                row.index(),
                labels.best(open, row).map(Label::text).orElse(number),
                here.value(),
                row.max() == 0 ? 0 : here.value() / (double) row.max(),
                Token.level(here.value(), row.max()));
    }
}
