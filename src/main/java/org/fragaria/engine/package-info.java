/**
 * Models at work: one scheduler per loaded model merges the rows of all requests into batches. Plain Java and DJL.
 * Entry points: {@link org.fragaria.engine.Engine}, {@link org.fragaria.engine.ActivationReader}.
 */
@NullMarked
package org.fragaria.engine;

import org.jspecify.annotations.NullMarked;
