/**
 * The map of a source as the site shows it: drawn by the server as five paths, and sent to the browser as a few bytes for
 * each feature. Entry points: {@link org.fragaria.atlas.Atlas}, {@link org.fragaria.atlas.MapDrawing},
 * {@link org.fragaria.atlas.AtlasResource}.
 */
@NullMarked
package org.fragaria.atlas;

import org.jspecify.annotations.NullMarked;
