/**
 * The demo as a person meets it: doors, a paragraph with features to choose from, the liar's panel, the three public demos
 * and the truth report as pages. Entry points: {@link org.fragaria.showcase.Showcase} for the front page, {@link
 * org.fragaria.showcase.DemoResource}, {@link org.fragaria.showcase.TruthResource}.
 */
@NullMarked
package org.fragaria.showcase;

import org.jspecify.annotations.NullMarked;
