/**
 * Trains sparse autoencoders on a model's activations at an address and writes them in SAELens layout: seeded, resumable,
 * with held-out text. Entry point: {@link org.fragaria.training.Training}.
 */
@NullMarked
package org.fragaria.training;

import org.jspecify.annotations.NullMarked;
