/**
 * Features of a source: the store in Lucene (one document per feature) and the page of a feature.
 * Entry points: {@link org.fragaria.feature.FeatureStore}, {@code FeatureResource}.
 */
@NullMarked
package org.fragaria.feature;

import org.jspecify.annotations.NullMarked;
