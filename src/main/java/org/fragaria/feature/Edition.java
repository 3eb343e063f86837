package org.fragaria.feature;

import java.util.BitSet;

/**
 * The state of all that pages are made of: two that are equal show the same. Part of the key of pages that are kept and
 * tell of more than one feature.
 *
 * @param sources stamp of what is on the shelf
 * @param labels stamp of what features are called
 * @param remarks stamp of what people said, and of their lists
 * @param runnable which of the sources on the shelf can be run here, in its order
 */
public record Edition(long sources, long labels, long remarks, BitSet runnable) {}
