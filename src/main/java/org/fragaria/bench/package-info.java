/**
 * Benchmarks that anyone can run: each compares in one run, interleaved, and prints ratios.
 * Entry points: {@link org.fragaria.bench.EngineBench}, {@link org.fragaria.bench.StoreBench}.
 */
@NullMarked
package org.fragaria.bench;

import org.jspecify.annotations.NullMarked;
