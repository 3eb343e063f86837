package org.fragaria.search;

import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

import jakarta.ws.rs.QueryParam;

import org.jspecify.annotations.Nullable;

import org.fragaria.problem.InvalidException;
import org.fragaria.problem.TooLargeException;
import org.fragaria.search.SearchState.In;
import org.fragaria.search.SearchState.Rank;
import org.fragaria.search.SearchState.View;
import org.fragaria.web.Parameters;

/** The words of a search's address; {@link #state} reads them and says what is wrong with one. */
public record SearchWords(
        @QueryParam("q") @Nullable String q,
        @QueryParam("in") @Nullable String in,
        @QueryParam("rank") @Nullable String rank,
        @QueryParam("view") @Nullable String view,
        @QueryParam("at") @Nullable List<String> at,
        @QueryParam("top") @Nullable String top,
        @QueryParam("special") @Nullable String special,
        @QueryParam("model") @Nullable String model,
        @QueryParam("set") @Nullable String set,
        @QueryParam("layer") @Nullable String layer,
        @QueryParam("source") @Nullable List<String> source,
        @QueryParam("density_from") @Nullable String leastDensity,
        @QueryParam("density") @Nullable String mostDensity,
        @QueryParam("lookup") @Nullable String lookup,
        @QueryParam("method") @Nullable String method,
        @QueryParam("after") @Nullable String after) {

    /** Characters of a question; of texts that are run, the server's own limit is usually lower. */
    private static final int LONGEST = 20_000;

    /** Characters of words that are looked up. */
    private static final int LONGEST_WORDS = 1_000;

    private static final int MOST_POSITIONS = 1_000_000;
    private static final int MOST_LAYERS = 10_000;
    private static final int MOST_TOP = 20;

    private enum Special {
        HIDE,
        SHOW
    }

    SearchState state() {
        In kind = Parameters.choice("in", in, In.ALL);
        return new SearchState(
                question(kind),
                kind,
                rank(kind),
                Parameters.choice("view", view, View.FEATURES),
                positions(),
                Parameters.whole("top", top, SearchState.USUAL_TOP, 1, MOST_TOP),
                Parameters.choice("special", special, Special.HIDE) == Special.SHOW,
                filter(),
                after == null || after.isBlank() ? null : after);
    }

    private String question(In kind) {
        String words = q == null ? "" : q;
        int most = kind == In.TEXT ? LONGEST : LONGEST_WORDS;
        if (words.length() > most) {
            throw new TooLargeException("Parameter q has " + words.length() + " characters: expected at most " + most
                    + (kind == In.TEXT
                            ? ". Run a shorter part of the text."
                            : " to look up. Shorten it, or let a model read it with in=text."));
        }
        return words;
    }

    private Rank rank(In kind) {
        Rank order = Parameters.choice("rank", rank, SearchState.usual(kind));
        boolean ofText = order == Rank.SUM || order == Rank.VALUE;
        if (ofText && kind != In.TEXT || order == Rank.BEST && kind == In.TEXT) {
            throw new InvalidException("Parameter rank='" + Parameters.word(order) + "': expected "
                    + (kind == In.TEXT ? "rarity, share, value, sum or output" : "best, rarity, share or output")
                    + " with in=" + Parameters.word(kind) + ".");
        }
        return order;
    }

    private List<Integer> positions() {
        TreeSet<Integer> positions = new TreeSet<>();
        for (String one : split(at)) {
            positions.add(Parameters.whole("at", one, 0, 0, MOST_POSITIONS));
        }
        return List.copyOf(positions);
    }

    private Filter filter() {
        double least = Parameters.real("density_from", leastDensity, 0, 0, 1);
        double most = Parameters.real("density", mostDensity, 1, 0, 1);
        if (least > most) {
            throw new InvalidException("Parameters density_from=" + leastDensity + " and density=" + mostDensity
                    + ": expected a range, but the first is larger.");
        }
        return new Filter(
                model == null ? "" : model.strip(),
                set == null ? "" : set.strip(),
                Parameters.whole("layer", layer, -1, -1, MOST_LAYERS),
                split(source),
                least,
                most,
                Parameters.real("lookup", lookup, 1, 0, 1),
                method == null ? "" : method.strip());
    }

    /** Values that were repeated, separated by commas, or both. */
    private static List<String> split(@Nullable List<String> values) {
        return values == null
                ? List.of()
                : values.stream()
                        .flatMap(value -> Arrays.stream(value.split(",")))
                        .map(String::strip)
                        .filter(value -> !value.isEmpty())
                        .distinct()
                        .toList();
    }
}
