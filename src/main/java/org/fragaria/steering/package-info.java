/**
 * Turning a feature while the model writes, always beside the same seed left alone: as a page that its address
 * reproduces, and as a stream. Entry points: {@link org.fragaria.steering.SteerResource},
 * {@link org.fragaria.steering.SteerStream}.
 */
@NullMarked
package org.fragaria.steering;

import org.jspecify.annotations.NullMarked;
