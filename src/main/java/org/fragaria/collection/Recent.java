package org.fragaria.collection;

import org.fragaria.feature.FeatureAddress;
import org.fragaria.feature.Remarks;

/** A comment with the feature that it is about. */
public record Recent(FeatureAddress feature, Remarks.Comment comment) {}
