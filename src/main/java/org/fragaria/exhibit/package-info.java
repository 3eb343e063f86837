/**
 * Demos that people make of a steered run: a story, one button, and only those controls that the maker allows. Entry point:
 * {@link org.fragaria.exhibit.ExhibitResource}.
 */
@NullMarked
package org.fragaria.exhibit;

import org.jspecify.annotations.NullMarked;
