/**
 * The errors of the product: one sealed family, so that every door (HTTP, page, command line) can render each of them.
 * Entry point: {@link org.fragaria.problem.FragariaException}.
 */
@NullMarked
package org.fragaria.problem;

import org.jspecify.annotations.NullMarked;
