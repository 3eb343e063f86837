package org.fragaria.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.fragaria.feature.FeatureStore.Row;
import org.fragaria.feature.Labels;
import org.fragaria.feature.OpenSource;
import org.fragaria.feature.Shelf;
import org.fragaria.feature.Shelf.SourceAddress;
import org.fragaria.feature.Token;
import org.fragaria.live.SharedReading;
import org.fragaria.live.SharedReading.Firing;
import org.fragaria.problem.InvalidException;
import org.fragaria.problem.NotFoundException;
import org.fragaria.problem.UnavailableException;
import org.fragaria.search.SearchPage.TextRun;
import org.fragaria.search.SearchState.Rank;
import org.fragaria.search.TextRuns.Fired;
import org.fragaria.search.TextRuns.Run;

/**
 * Features that fire on a text which the models of all sources read, each once. Special tokens are left out unless asked
 * for, as in measuring.
 */
record TextSearch(Shelf shelf, Labels labels, TextRuns runs) {

    private static final int PAGE = 25;

    /** One run for each model that has a source which the filter admits. */
    List<TextRun> find(SearchState state) {
        Map<String, List<OpenSource>> byModel = new LinkedHashMap<>();
        List<OpenSource> borrowed = new ArrayList<>();
        try {
            for (SourceAddress address : shelf.readable()) {
                borrow(address, state, borrowed, byModel);
            }
            return byModel.values().stream().map(sources -> run(state, sources)).toList();
        } finally {
            borrowed.forEach(OpenSource::close);
        }
    }

    private void borrow(
            SourceAddress address,
            SearchState state,
            List<OpenSource> borrowed,
            Map<String, List<OpenSource>> byModel) {
        try {
            OpenSource open = shelf.borrow(address.model(), address.source());
            borrowed.add(open);
            if (state.filter().admits(open.manifest())) {
                String model =
                        address.model() + "\n" + open.manifest().modelFacts().path();
                byModel.computeIfAbsent(model, unseen -> new ArrayList<>()).add(open);
            }
        } catch (NotFoundException | UnavailableException gone) {
            // removed since it was listed: a search over what is there goes on
        }
    }

    private TextRun run(SearchState state, List<OpenSource> sources) {
        Run run = runs.of(state.q(), sources);
        SharedReading reading = run.reading();
        String model = sources.getFirst().manifest().model();
        List<String> failures = reading.failures().entrySet().stream()
                .map(failure -> failure.getKey() + ": " + failure.getValue())
                .toList();
        if (reading.ids().length == 0) {
            return new TextRun(model, List.of(), List.of(), List.of(), List.of(), 0, List.of(), failures, null, 0);
        }
        Counted counted = Counted.of(state, reading);
        List<Token> tokens = tokens(reading, sources.getFirst());
        return state.byToken()
                ? new TokenTable(labels, sources, run, tokens, counted).page(model, state, failures)
                : list(model, state, sources, run, tokens, counted, failures);
    }

    private static List<Token> tokens(SharedReading reading, OpenSource open) {
        List<String> shown = open.tokens().texts(reading.ids());
        List<Token> tokens = new ArrayList<>(shown.size());
        for (int i = 0; i < shown.size(); i++) {
            tokens.add(new Token(reading.ids()[i], shown.get(i), 0, 0));
        }
        return tokens;
    }

    /**
     * Positions of a text that count.
     *
     * @param here per position, whether it counts
     */
    record Counted(boolean[] here) {

        static Counted of(SearchState state, SharedReading reading) {
            boolean[] here = new boolean[reading.ids().length];
            for (int position : state.at()) {
                if (position >= here.length) {
                    throw new InvalidException("Parameter at=" + position + ": expected positions from 0 to "
                            + (here.length - 1) + ", since the text has " + here.length + " tokens.");
                }
            }
            for (int i = 0; i < here.length; i++) {
                here[i] = state.counts(i) && (state.special() || state.chosen(i) || !reading.special()[i]);
            }
            return new Counted(here);
        }
    }

    /** What a feature does where it counts. */
    private record Sum(OpenSource open, Row row, int peak, float value, double sum) {
        double share() {
            return row.max() == 0 ? 0 : value / (double) row.max();
        }

        double rarity() {
            return Rarity.of(row, value);
        }

        double output() {
            return row.firing().output().known() ? row.firing().output().score() : Double.NEGATIVE_INFINITY;
        }
    }

    /** A sum with the number that it is sorted by, worked out once. */
    private record Ranked(Sum sum, double place) {}

    private TextRun list(
            String model,
            SearchState state,
            List<OpenSource> sources,
            Run run,
            List<Token> tokens,
            Counted counted,
            List<String> failures) {
        List<Ranked> found = new ArrayList<>();
        for (OpenSource open : sources) {
            for (Fired fired : run.fired().getOrDefault(open.manifest().source(), List.of())) {
                Sum sum = sum(open, fired, counted);
                if (sum != null && passes(state.filter(), open, fired.row())) {
                    found.add(new Ranked(sum, place(state.rank(), sum)));
                }
            }
        }
        found.sort(Comparator.comparingDouble(Ranked::place)
                .thenComparingDouble(one -> -one.sum().share()));
        int from = Cursor.offset(state.after(), state.question());
        int end = from + PAGE;
        return new TextRun(
                model,
                tokens,
                specials(run.reading()),
                sources.stream().map(open -> open.manifest().source()).toList(),
                found.stream()
                        .skip(from)
                        .limit(PAGE)
                        .map(one -> hit(one.sum(), tokens))
                        .toList(),
                found.size(),
                List.of(),
                failures,
                found.size() > end && end <= Cursor.MOST ? state.from(Cursor.of(end, state.question())) : null,
                from);
    }

    static List<Boolean> specials(SharedReading reading) {
        List<Boolean> specials = new ArrayList<>(reading.special().length);
        for (boolean special : reading.special()) {
            specials.add(special);
        }
        return specials;
    }

    private boolean passes(Filter filter, OpenSource open, Row row) {
        return filter.admits(row)
                && (filter.method().isEmpty()
                        || filter.admits(labels.best(open, row).orElse(null)));
    }

    private static @Nullable Sum sum(OpenSource open, Fired fired, Counted counted) {
        Firing firing = fired.firing();
        int peak = -1;
        float most = 0;
        double sum = 0;
        for (int i = 0; i < firing.positions().length; i++) {
            if (counted.here()[firing.positions()[i]]) {
                sum += firing.values()[i];
                if (firing.values()[i] > most) {
                    most = firing.values()[i];
                    peak = firing.positions()[i];
                }
            }
        }
        return peak < 0 ? null : new Sum(open, fired.row(), peak, most, sum);
    }

    /** The smaller, the earlier in the list. */
    private static double place(Rank rank, Sum sum) {
        return switch (rank) {
            case RARITY, BEST -> sum.rarity();
            case SHARE -> -sum.share();
            case VALUE -> -sum.value();
            case SUM -> -sum.sum();
            case OUTPUT -> -sum.output();
        };
    }

    private Hit hit(Sum sum, List<Token> tokens) {
        Row row = sum.row();
        Token peak = tokens.get(sum.peak());
        return new Hit(
                FeatureCard.of(sum.open(), row, labels.best(sum.open(), row)),
                sum.value(),
                sum.share(),
                sum.rarity(),
                sum.sum(),
                new Token(peak.id(), peak.text(), sum.value(), Token.level(sum.value(), row.max())),
                null,
                null);
    }
}
