/**
 * The fit check: whether a dictionary, read as its files declare, rebuilds what a model really computes, or whether another
 * reading fits better. Plain Java and DJL. Entry point: {@link org.fragaria.fit.FitCheck}; docs/fit.md.
 */
@NullMarked
package org.fragaria.fit;

import org.jspecify.annotations.NullMarked;
