package org.fragaria.collection;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What the page of bookmarks shows; also its JSON.
 *
 * @param cards starred features, the last one first
 * @param changed the feature whose star the visitor just gave or took, as it is now; null if none
 */
public record BookmarksPage(
        List<FeatureCard> cards, @Nullable Starred changed) {}
