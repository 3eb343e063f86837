/**
 * Models and dictionaries by their names on a hub: addresses, the cache that Hugging Face's own tools share, downloads
 * that survive a cut connection, and SAELens's registry of published dictionaries. Entry points: {@link
 * org.fragaria.hub.Hub} and {@link org.fragaria.hub.Registry}. Plain Java; the network is touched by explicit calls only.
 */
@NullMarked
package org.fragaria.hub;

import org.jspecify.annotations.NullMarked;
