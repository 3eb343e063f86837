/**
 * What visitors collect: lists of features, bookmarks, comments; no account, only a key that the browser holds. Entry
 * points: {@link org.fragaria.collection.ListResource}, {@link org.fragaria.collection.FeatureCards}.
 */
@NullMarked
package org.fragaria.collection;

import org.jspecify.annotations.NullMarked;
