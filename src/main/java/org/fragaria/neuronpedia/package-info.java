/**
 * Neuronpedia's API: its paths, field names and shapes, so that its clients work unchanged. Entry point:
 * {@link org.fragaria.neuronpedia.FeatureApi}.
 */
@NullMarked
package org.fragaria.neuronpedia;

import org.jspecify.annotations.NullMarked;
