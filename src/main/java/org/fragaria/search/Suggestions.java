package org.fragaria.search;

import java.util.List;

/**
 * What the search box offers while somebody types.
 *
 * @param q what was typed
 * @param suggestions what it may become, best first
 */
public record Suggestions(String q, List<Suggestion> suggestions) {

    /**
     * An offer.
     *
     * @param kind {@code feature}, {@code label}, {@code token}, {@code model}, {@code source} ...
     * @param text what it is called
     * @param note where it is, or what choosing it does
     * @param path where it leads
     */
    public record Suggestion(String kind, String text, String note, String path) {}
}
