/**
 * Features on a plane: neighbours in the space of decoder directions become neighbours on the page. Entry points:
 * {@link org.fragaria.map.MapDraft}, which makes a map of what was measured, and {@link org.fragaria.map.FeatureMap}, which
 * is one.
 */
@NullMarked
package org.fragaria.map;

import org.jspecify.annotations.NullMarked;
