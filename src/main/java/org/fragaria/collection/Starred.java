package org.fragaria.collection;

import org.fragaria.feature.FeatureAddress;

/** Whether this browser has starred a feature. */
public record Starred(FeatureAddress feature, boolean bookmarked) {}
