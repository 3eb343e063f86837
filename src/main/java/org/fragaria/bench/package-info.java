/**
 * Benchmarks that anyone can run: each compares in one run, interleaved, and prints ratios.
 * Entry point: {@link org.fragaria.bench.EngineBench}.
 */
@NullMarked
package org.fragaria.bench;

import org.jspecify.annotations.NullMarked;
