package org.fragaria.collection;

import java.util.List;

/**
 * What the page of bookmarks shows; also its JSON.
 *
 * @param cards starred features, the last one first
 */
public record BookmarksPage(List<FeatureCard> cards) {}
