/**
 * Proves what the explorer shows: for a language whose every token is labelled, which feature stands for which concept, and
 * what turning it does. Entry point: {@link org.fragaria.truth.TruthReport}.
 */
@NullMarked
package org.fragaria.truth;

import org.jspecify.annotations.NullMarked;
