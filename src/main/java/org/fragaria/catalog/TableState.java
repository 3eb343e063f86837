package org.fragaria.catalog;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

import jakarta.ws.rs.QueryParam;

import org.jspecify.annotations.Nullable;

import org.fragaria.feature.FeatureStore.Sort;
import org.fragaria.feature.FeatureStore.TableQuery;
import org.fragaria.web.Format;
import org.fragaria.web.Parameters;

/**
 * What the table of features shows, as the address says it: one typed state, its defaults, and the links that change one
 * thing of it.
 *
 * @param sort column that sorts
 * @param descending largest first
 * @param density which densities are shown
 * @param hide what is hidden beyond that
 * @param lookup3 hides features of which the last three tokens explain more than this, 0..1; 1 hides none
 * @param token display string of a token on which every row must fire; empty for any
 * @param page page, from 1
 */
public record TableState(
        Sort sort, boolean descending, Density density, Hide hide, double lookup3, String token, int page) {

    static final int ROWS = 50;
    private static final int MOST_PAGES = 1_000_000;
    private static final double LOOKUP_EXPLAINS = 0.9;

    /** Ranges of density that one can choose. */
    public enum Density {
        /** Neither so rare that a corpus says little, nor so common that nothing stands out. */
        USUAL(1e-4, 0.1, "0.01 % – 10 %"),
        ALL(0, 1, "any"),
        RARE(0, 1e-4, "below 0.01 %"),
        DENSE(0.1, 1, "above 10 %");

        private final double least;
        private final double most;
        private final String label;

        Density(double least, double most, String label) {
            this.least = least;
            this.most = most;
            this.label = label;
        }

        /** How a person reads it. */
        public String label() {
            return label;
        }
    }

    /** What a table leaves out. */
    public enum Hide {
        /** Features that never fired. */
        DEAD,
        /** Those, and features of which a lookup table by the current token explains more than nine tenths. */
        LOOKUP,
        /** Nothing. */
        NOTHING
    }

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

        TableState state() {
            Sort column = Parameters.choice("sort", sort, Sort.LOOKUP);
            return new TableState(
                    column,
                    Parameters.choice("order", order, usualOrder(column)) == Order.DESC,
                    Parameters.choice("density", density, Density.USUAL),
                    Parameters.choice("hide", hide, Hide.DEAD),
                    Parameters.real("lookup3", lookup3, 1, 0, 1),
                    token == null ? "" : token,
                    Parameters.whole("page", page, 1, 1, MOST_PAGES));
        }
    }

    private static Order usualOrder(Sort column) {
        return switch (column) {
            case MAX, DENSITY, PERSISTENCE, OUTPUT -> Order.DESC;
            case INDEX, LOOKUP, LOOKUP2, LOOKUP3 -> Order.ASC;
        };
    }

    TableQuery query(int tokenId) {
        return new TableQuery(
                sort,
                descending,
                hide != Hide.NOTHING,
                density.least,
                density.most,
                hide == Hide.LOOKUP ? LOOKUP_EXPLAINS : 1,
                lookup3,
                tokenId,
                (page - 1) * ROWS,
                ROWS);
    }

    /** The link that sorts by a column: the other way round if it sorts already. */
    public String sortedBy(String column) {
        Sort other = Parameters.choice("sort", column, Sort.LOOKUP);
        boolean turned = other == sort ? !descending : usualOrder(other) == Order.DESC;
        return new TableState(other, turned, density, hide, lookup3, token, 1).link();
    }

    /** {@code ascending} or {@code descending} on the column that sorts, else empty; for {@code aria-sort}. */
    public String direction(String column) {
        return Parameters.word(sort).equals(column) ? descending ? "descending" : "ascending" : "";
    }

    /** The link to another page of the same table. */
    public String at(int other) {
        return new TableState(sort, descending, density, hide, lookup3, token, other).link();
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
        return new TableState(sort, descending, Density.ALL, Hide.NOTHING, 1, token, 1).link();
    }

    private String link() {
        Map<String, String> words = new LinkedHashMap<>();
        if (sort != Sort.LOOKUP) {
            words.put("sort", Parameters.word(sort));
        }
        if (descending != (usualOrder(sort) == Order.DESC)) {
            words.put("order", descending ? "desc" : "asc");
        }
        if (density != Density.USUAL) {
            words.put("density", Parameters.word(density));
        }
        if (hide != Hide.DEAD) {
            words.put("hide", Parameters.word(hide));
        }
        if (lookup3 < 1) {
            words.put("lookup3", Double.toString(lookup3));
        }
        if (!token.isEmpty()) {
            words.put("token", token);
        }
        if (page != 1) {
            words.put("page", Integer.toString(page));
        }
        return words.entrySet().stream()
                .map(word -> word.getKey() + "=" + URLEncoder.encode(word.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&", "?", ""));
    }
}
