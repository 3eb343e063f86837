package org.fragaria.collection;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What the page of the account shows; also its JSON.
 *
 * @param known whether this browser holds a key
 * @param key the key; null unless it was asked for
 * @param kinds how much of what was made with it
 * @param lists lists of this browser
 * @param comments comments of this browser
 */
public record AccountPage(
        boolean known, @Nullable String key, List<Kind> kinds, List<ListSummary> lists, List<Comments.Own> comments) {

    /** How much there is of one kind. */
    public record Kind(String name, int count) {}
}
