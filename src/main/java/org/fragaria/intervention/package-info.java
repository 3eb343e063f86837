/**
 * What to change in a forward pass, where, and how much. Every intervention adds a multiple of one direction to the
 * tensor at an address, so the part that a dictionary does not explain (its error term) stays as it was.
 * Entry point: {@link org.fragaria.intervention.Intervention}.
 */
@NullMarked
package org.fragaria.intervention;

import org.jspecify.annotations.NullMarked;
