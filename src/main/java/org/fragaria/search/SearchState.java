package org.fragaria.search;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.fragaria.web.Parameters;

/**
 * What is searched for and how it is shown, as the address says it: one typed state, its defaults, and the links that
 * change one thing of it. A link that changes the question begins at the first page.
 *
 * @param q what is looked for; empty before the first search
 * @param in what the words are
 * @param rank what orders the hits; each kind of search has its own default
 * @param view how a text that was run is shown
 * @param at positions of the text that count, ascending; empty for all
 * @param top features of each source that are shown for each token in the view by tokens
 * @param special whether special tokens (BOS and the like) count too; measuring left them out
 * @param filter what may be found
 * @param after cursor of the page; null for the first one
 */
public record SearchState(
        String q,
        In in,
        Rank rank,
        View view,
        List<Integer> at,
        int top,
        boolean special,
        Filter filter,
        @Nullable String after) {

    static final int USUAL_TOP = 3;

    /** What the words of a search are. */
    public enum In {
        /** All of the following but a text. */
        ALL,
        /** Words or a meaning, looked for in labels. */
        LABEL,
        /** A token that features make likelier. */
        PROMOTES,
        /** A token that features fire on. */
        TOKEN,
        /** A text, read by every model that can be run here. */
        TEXT
    }

    /** What orders features; raw values do not compare between features. */
    public enum Rank {
        /** How well words and meaning of the label fit; how much the feature is about the token; how much it promotes it. */
        BEST,
        /** How seldom the feature fires that strongly, from its histogram; rarest first. */
        RARITY,
        /** Share of the feature's own maximum, largest first. */
        SHARE,
        /** The activation itself, largest first. */
        VALUE,
        /** Sum of the activations over the tokens that count, largest first. */
        SUM,
        /** What they write when they are turned up, for somebody who wants to steer; highest output score first. */
        OUTPUT
    }

    /** How a text that was run is shown. */
    public enum View {
        /** A list of features. */
        FEATURES,
        /** For every token, the foremost features of every source. */
        TOKENS
    }

    /** The usual order of a kind of search. */
    static Rank usual(In in) {
        return in == In.TEXT ? Rank.RARITY : Rank.BEST;
    }

    /** Whether there is anything to look for. */
    public boolean asked() {
        return !q.isBlank();
    }

    /** Whether this is a search of a kind, written in lower case. */
    public boolean is(String kind) {
        return Parameters.word(in).equals(kind);
    }

    /** Whether this order holds, written in lower case. */
    public boolean ranks(String order) {
        return Parameters.word(rank).equals(order);
    }

    /** Whether the text is shown token by token. */
    public boolean byToken() {
        return view == View.TOKENS;
    }

    /** Whether a position of the text counts. */
    public boolean counts(int position) {
        return at.isEmpty() || at.contains(position);
    }

    /** Whether a position of the text has been chosen. */
    public boolean chosen(int position) {
        return at.contains(position);
    }

    /** The same words as another kind of search. */
    public String as(String kind) {
        In other = Parameters.choice("in", kind, In.ALL);
        return link(new SearchState(q, other, usual(other), View.FEATURES, List.of(), top, special, filter, null));
    }

    /** The same search in another order. */
    public String ranked(String order) {
        Rank other = Parameters.choice("rank", order, Rank.BEST);
        return link(new SearchState(q, in, other, view, at, top, special, filter, null));
    }

    /** The same text shown otherwise. */
    public String viewed(String other) {
        View shown = Parameters.choice("view", other, View.FEATURES);
        return link(new SearchState(q, in, rank, shown, at, top, special, filter, null));
    }

    /** The same with one position of the text chosen, or not chosen any more. */
    public String toggled(int position) {
        TreeSet<Integer> positions = new TreeSet<>(at);
        if (!positions.remove(position)) {
            positions.add(position);
        }
        return link(new SearchState(q, in, rank, view, new ArrayList<>(positions), top, special, filter, null));
    }

    /** The same over the whole text. */
    public String everywhere() {
        return link(new SearchState(q, in, rank, view, List.of(), top, special, filter, null));
    }

    /** The same with or without special tokens. */
    public String specials() {
        return link(new SearchState(q, in, rank, view, at, top, !special, filter, null));
    }

    /** The same without filters. */
    public String unfiltered() {
        return link(new SearchState(q, in, rank, view, at, top, special, Filter.NONE, null));
    }

    /** The same with other words. */
    public String asking(String words) {
        return link(new SearchState(words, in, rank, view, List.of(), top, special, filter, null));
    }

    /** The page behind a cursor. */
    String from(@Nullable String cursor) {
        return link(new SearchState(q, in, rank, view, at, top, special, filter, cursor));
    }

    /** The first page. */
    public String first() {
        return from(null);
    }

    /** What a cursor must belong to: everything but the page. */
    String question() {
        return from(null);
    }

    private static String link(SearchState state) {
        Map<String, String> words = new LinkedHashMap<>();
        put(words, "q", state.q, "");
        put(words, "in", Parameters.word(state.in), "all");
        put(words, "rank", Parameters.word(state.rank), Parameters.word(usual(state.in)));
        put(words, "view", Parameters.word(state.view), "features");
        put(words, "at", state.at.stream().map(String::valueOf).collect(Collectors.joining(",")), "");
        put(words, "top", Integer.toString(state.top), Integer.toString(USUAL_TOP));
        put(words, "special", state.special ? "show" : "hide", "hide");
        Filter filter = state.filter;
        put(words, "model", filter.model(), "");
        put(words, "set", filter.set(), "");
        put(words, "layer", Integer.toString(filter.layer()), "-1");
        put(words, "source", String.join(",", filter.sources()), "");
        put(words, "density_from", number(filter.leastDensity()), "0");
        put(words, "density", number(filter.mostDensity()), "1");
        put(words, "lookup", number(filter.mostLookup()), "1");
        put(words, "method", filter.method(), "");
        put(words, "after", state.after == null ? "" : state.after, "");
        return words.entrySet().stream()
                .map(word -> word.getKey() + "=" + URLEncoder.encode(word.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&", "/search?", ""));
    }

    private static void put(Map<String, String> words, String name, String value, String usual) {
        if (!value.equals(usual)) {
            words.put(name, value);
        }
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Integer.toString((int) value) : Double.toString(value);
    }
}
