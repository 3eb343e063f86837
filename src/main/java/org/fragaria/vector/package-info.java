/**
 * Vectors to steer with that are no features: uploaded ones, and contrasts of texts. Entry points:
 * {@link org.fragaria.vector.Vectors}, {@link org.fragaria.vector.VectorsResource}.
 */
@NullMarked
package org.fragaria.vector;

import org.jspecify.annotations.NullMarked;
