package org.fragaria.catalog;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

import jakarta.ws.rs.QueryParam;

import org.jspecify.annotations.Nullable;

import org.fragaria.feature.FeatureStore.Sort;
import org.fragaria.feature.FeatureStore.TableQuery;
import org.fragaria.web.Format;
import org.fragaria.web.Parameters;

/**
 * What the table of features and the map show, as the address says it: one typed state, its defaults, and the links that
 * change one thing of it.
 *
 * @param sort column that sorts
 * @param descending largest first
 * @param density which densities are shown
 * @param hide what is hidden beyond that
 * @param lookup3 hides features of which the last three tokens explain more than this, 0..1; 1 hides none
 * @param token display string of a token on which every row must fire; empty for any
 * @param narrow the finer filters
 * @param map what the map shows
 * @param page page, from 1
 */
public record TableState(
        Sort sort,
        boolean descending,
        Density density,
        Hide hide,
        double lookup3,
        String token,
        Narrow narrow,
        MapState map,
        int page) {

    static final int ROWS = 50;
    private static final int MOST_PAGES = 1_000_000;
    private static final double LOOKUP_EXPLAINS = 0.9;
    private static final Set<String> FILTERS = Set.of(
            "density",
            "hide",
            "lookup3",
            "token",
            "page",
            "max",
            "lookup",
            "persistence",
            "output",
            "label",
            "method",
            "promotes",
            "lasso");
    private static final Set<String> ON_THE_MAP = Set.of("map", "colour", "x", "y", "zoom", "find", "page");

    private enum Order {
        ASC,
        DESC
    }

    /** The address's own words; {@link #state} reads them. */
    public record Words(
            @QueryParam("sort") @Nullable String sort,
            @QueryParam("order") @Nullable String order,
            @QueryParam("density") @Nullable String density,
            @QueryParam("hide") @Nullable String hide,
            @QueryParam("lookup3") @Nullable String lookup3,
            @QueryParam("token") @Nullable String token,
            @QueryParam("page") @Nullable String page,
            @QueryParam("index") @Nullable String index) {

        TableState state(Narrow narrow, MapState map) {
            Sort column = Parameters.choice("sort", sort, Sort.LOOKUP);
            return new TableState(
                    column,
                    Parameters.choice("order", order, usualOrder(column)) == Order.DESC,
                    Parameters.choice("density", density, Density.USUAL),
                    Parameters.choice("hide", hide, Hide.DEAD),
                    Parameters.real("lookup3", lookup3, 1, 0, 1),
                    token == null ? "" : token,
                    narrow,
                    map,
                    Parameters.whole("page", page, 1, 1, MOST_PAGES));
        }
    }

    private static Order usualOrder(Sort column) {
        return switch (column) {
            case MAX, DENSITY, PERSISTENCE, OUTPUT -> Order.DESC;
            case INDEX, LOOKUP, LOOKUP2, LOOKUP3 -> Order.ASC;
        };
    }

    /**
     * The question to the store.
     *
     * @param tokens tokens of the corpus
     * @param tokenId id of the token that they fire on, -1 for any
     * @param promoted id of the token that they make more likely, -1 for any
     * @param offset rows to skip
     * @param limit rows to return
     */
    TableQuery query(long tokens, int tokenId, int promoted, int offset, int limit) {
        return new TableQuery(
                sort,
                descending,
                hide != Hide.NOTHING,
                density.least(tokens),
                density.most(tokens),
                hide == Hide.LOOKUP ? LOOKUP_EXPLAINS : 1,
                lookup3,
                tokenId,
                promoted,
                offset,
                limit);
    }

    /** The link that sorts by a column: the other way round if it sorts already. */
    public String sortedBy(String column) {
        Sort other = Parameters.choice("sort", column, Sort.LOOKUP);
        boolean turned = other == sort ? !descending : usualOrder(other) == Order.DESC;
        return link(words -> {
            words.keySet().removeAll(Set.of("sort", "order", "page"));
            writeOrder(words, other, turned);
        });
    }

    private static void writeOrder(Map<String, String> words, Sort sort, boolean descending) {
        if (sort != Sort.LOOKUP) {
            words.put("sort", Parameters.word(sort));
        }
        if (descending != (usualOrder(sort) == Order.DESC)) {
            words.put("order", descending ? "desc" : "asc");
        }
    }

    /** {@code ascending} or {@code descending} on the column that sorts, else empty; for {@code aria-sort}. */
    public String direction(String column) {
        return Parameters.word(sort).equals(column) ? descending ? "descending" : "ascending" : "";
    }

    /** Whether a column sorts that shares a heading with others, for {@code aria-sort} of the heading. */
    public String lookupDirection() {
        return sort == Sort.LOOKUP || sort == Sort.LOOKUP2 || sort == Sort.LOOKUP3
                ? descending ? "descending" : "ascending"
                : "";
    }

    /** How many tokens the lookup share speaks of that the table writes out: the one that sorts, else one. */
    public int lookupTokens() {
        return sort == Sort.LOOKUP3 ? 3 : sort == Sort.LOOKUP2 ? 2 : 1;
    }

    /** Whether one of the finer filters is set. */
    public boolean finer() {
        return narrow.numbers()
                || narrow.method() != Narrow.By.ANY
                || !narrow.promotes().isEmpty()
                || lookup3 < 1;
    }

    /** The link to another page of the same table. */
    public String at(int other) {
        return link(words -> {
            words.remove("page");
            if (other != 1) {
                words.put("page", Integer.toString(other));
            }
        });
    }

    /** Choices of the greatest share that the last three tokens may explain: the usual ones, and the one in the address. */
    public List<Double> lookupBounds() {
        return DoubleStream.concat(DoubleStream.of(1, 0.9, 0.7, 0.5, 0.3), DoubleStream.of(lookup3))
                .distinct()
                .boxed()
                .sorted(Comparator.reverseOrder())
                .toList();
    }

    /** How a person reads such a choice. */
    public String boundLabel(double most) {
        return most >= 1 ? "any share" : "at most " + Format.percent(most);
    }

    /** The same table over features of any density, none hidden. */
    public String unfiltered() {
        return link(words -> {
            words.keySet().removeAll(FILTERS);
            words.put("density", "all");
            words.put("hide", "nothing");
            if (!token.isEmpty()) {
                words.put("token", token);
            }
        });
    }

    /** The same with the table first, or the map. */
    public String shown(boolean mapFirst) {
        return link(words -> {
            words.keySet().removeAll(Set.of("map", "x", "y", "zoom"));
            if (mapFirst) {
                words.put("map", "1");
            }
        });
    }

    /** The same without the line around features. */
    public String withoutLasso() {
        return without("lasso");
    }

    /** The same over features of any density. */
    String anyDensity() {
        return link(words -> {
            words.remove("page");
            words.put("density", "all");
        });
    }

    /** The same without some filters. */
    String without(String... names) {
        return link(words -> {
            words.keySet().removeAll(Set.of(names));
            words.remove("page");
        });
    }

    /** The words of this state after a question mark, or nothing. */
    public String self() {
        String link = link(words -> words.remove("page"));
        return link.equals("?") ? "" : link;
    }

    /** One word of the address. */
    public record Word(String name, String value) {}

    /** What a form of filters must keep beside its own fields. */
    public List<Word> besideFilters() {
        return beside(FILTERS, "lasso");
    }

    /** What the form of the map must keep beside its own fields. */
    public List<Word> besideMap() {
        return beside(ON_THE_MAP, "");
    }

    private List<Word> beside(Set<String> fields, String kept) {
        return words().entrySet().stream()
                .filter(word -> !fields.contains(word.getKey()) || word.getKey().equals(kept))
                .map(word -> new Word(word.getKey(), word.getValue()))
                .toList();
    }

    /** Everything that is not as usual, by its name in the address. */
    private Map<String, String> words() {
        Map<String, String> words = new LinkedHashMap<>();
        writeOrder(words, sort, descending);
        if (density != Density.USUAL) {
            words.put("density", Parameters.word(density));
        }
        if (hide != Hide.DEAD) {
            words.put("hide", Parameters.word(hide));
        }
        if (lookup3 < 1) {
            words.put("lookup3", Narrow.number(lookup3));
        }
        if (!token.isEmpty()) {
            words.put("token", token);
        }
        narrow.write(words);
        map.write(words);
        if (page != 1) {
            words.put("page", Integer.toString(page));
        }
        return words;
    }

    private String link(Consumer<Map<String, String>> change) {
        Map<String, String> words = words();
        change.accept(words);
        return words.entrySet().stream()
                .map(word -> word.getKey() + "=" + URLEncoder.encode(word.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&", "?", ""));
    }
}
