package org.fragaria.collection;

import java.util.List;

/**
 * What the page shows that puts a feature into a list; also its JSON.
 *
 * @param card the feature
 * @param lists lists of this browser
 * @param bookmarked whether this browser has starred it
 */
public record AddPage(FeatureCard card, List<ListSummary> lists, boolean bookmarked) {}
