/**
 * Tensors in files: safetensors, single or sharded, memory-mapped and validated before the first number is read; and a
 * writer. Plain Java. Entry points: {@link org.fragaria.weights.Weights#open} and
 * {@link org.fragaria.weights.SafetensorsWriter}.
 */
@NullMarked
package org.fragaria.weights;

import org.jspecify.annotations.NullMarked;
