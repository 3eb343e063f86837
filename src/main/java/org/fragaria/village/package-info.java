/**
 * The language of the demo: a seeded generator of village stories, recipes, sums, small programs, letters and lines in four
 * languages, in which every stretch of text says what is true of it. Plain Java on the standard library. Entry point:
 * {@link org.fragaria.village.Village}.
 */
@NullMarked
package org.fragaria.village;

import org.jspecify.annotations.NullMarked;
