/**
 * What turning does, measured: the dose and its response, what a text loses when features are off, and the same wish said
 * as an instruction. Entry points: {@link org.fragaria.experiment.DoseResource},
 * and the resources beside it.
 */
@NullMarked
package org.fragaria.experiment;

import org.jspecify.annotations.NullMarked;
