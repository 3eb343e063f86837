/**
 * The one room that knows how DJL reaches libtorch: engine start, the operations that DJL's own interface lacks, and
 * linear layers packed for speed. Everything above works with {@code ai.djl.ndarray.NDArray}.
 * Entry points: {@link org.fragaria.torch.Torch}, {@link org.fragaria.torch.TorchOps}, {@link org.fragaria.torch.Linear}.
 */
@NullMarked
package org.fragaria.torch;

import org.jspecify.annotations.NullMarked;
