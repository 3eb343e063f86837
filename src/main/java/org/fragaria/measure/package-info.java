/**
 * One streaming pass over a corpus that measures every feature of a dictionary. Plain Java and DJL.
 * Entry point: {@code Measurement}; result: {@link org.fragaria.measure.MeasuredFeature}.
 */
@NullMarked
package org.fragaria.measure;

import org.jspecify.annotations.NullMarked;
