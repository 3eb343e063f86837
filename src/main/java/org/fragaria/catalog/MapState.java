package org.fragaria.catalog;

import java.util.Map;

import jakarta.ws.rs.QueryParam;

import org.jspecify.annotations.Nullable;

import org.fragaria.atlas.AtlasResource;
import org.fragaria.atlas.Colour;
import org.fragaria.atlas.Lasso;
import org.fragaria.web.Parameters;

/**
 * What the map shows, as the address says it.
 *
 * @param open whether it stands first, and large
 * @param colour the column that colours its points
 * @param x what lies in the middle of the view, 0..1
 * @param y likewise, downwards
 * @param zoom how many times the whole map
 * @param find text that marks features; empty for none
 * @param lasso line around features, as the address writes it; empty for none
 */
public record MapState(boolean open, Colour colour, double x, double y, double zoom, String find, String lasso) {

    private static final double MOST_ZOOM = 200;

    /** The address's own words; {@link #state} reads them. */
    public record Words(
            @QueryParam("map") @Nullable String map,
            @QueryParam("colour") @Nullable String colour,
            @QueryParam("x") @Nullable String x,
            @QueryParam("y") @Nullable String y,
            @QueryParam("zoom") @Nullable String zoom,
            @QueryParam("find") @Nullable String find,
            @QueryParam("lasso") @Nullable String lasso) {

        MapState state() {
            Lasso.read(lasso);
            return new MapState(
                    Parameters.whole("map", map, 0, 0, 1) == 1,
                    Parameters.choice("colour", colour, Colour.LOOKUP),
                    Parameters.real("x", x, 0.5, 0, 1),
                    Parameters.real("y", y, 0.5, 0, 1),
                    Parameters.real("zoom", zoom, 1, 1, MOST_ZOOM),
                    AtlasResource.words(find),
                    lasso == null ? "" : lasso.strip());
        }
    }

    /** Writes what is not as usual into an address. */
    void write(Map<String, String> words) {
        if (open) {
            words.put("map", "1");
        }
        if (colour != Colour.LOOKUP) {
            words.put("colour", colour.word());
        }
        put(words, "x", x, 0.5);
        put(words, "y", y, 0.5);
        put(words, "zoom", zoom, 1);
        if (!find.isEmpty()) {
            words.put("find", find);
        }
        if (!lasso.isEmpty()) {
            words.put("lasso", lasso);
        }
    }

    private static void put(Map<String, String> words, String name, double value, double usual) {
        if (value != usual) {
            words.put(name, Narrow.number(value));
        }
    }
}
