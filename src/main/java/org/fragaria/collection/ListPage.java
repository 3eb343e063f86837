package org.fragaria.collection;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What the page of a list shows; also its JSON.
 *
 * @param id last part of its address; null for a quick list, which is only an address
 * @param name what it is called
 * @param description what it is for; may be empty
 * @param defaultTestText the text that its maker tests it on; may be empty
 * @param text the text that is tested now; may be empty
 * @param listed whether the page of all lists names it
 * @param mine whether this browser may change it
 * @param changed when it was last changed, ISO-8601; null for a quick list
 * @param cards its features
 * @param problems why some could not read the text
 * @param runnable whether some feature can read a text here
 * @param source the quick list's features as JSON, so that it can be kept; empty for a stored list
 */
public record ListPage(
        @Nullable String id,
        String name,
        String description,
        String defaultTestText,
        String text,
        boolean listed,
        boolean mine,
        @Nullable String changed,
        List<FeatureCard> cards,
        List<String> problems,
        boolean runnable,
        String source) {

    /** Path of the page. */
    public String path() {
        return id == null ? "/quick-list" : "/list/" + id;
    }

    /** Whether it is only an address. */
    public boolean quick() {
        return id == null;
    }
}
