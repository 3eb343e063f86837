/**
 * Tensors in files: safetensors, NumPy's npz, PyTorch's zip files, single or sharded, memory-mapped and validated before
 * the first number is read; and a writer of safetensors. Plain Java. Entry points: {@link org.fragaria.weights.Weights#open} and
 * {@link org.fragaria.weights.SafetensorsWriter}.
 */
@NullMarked
package org.fragaria.weights;

import org.jspecify.annotations.NullMarked;
