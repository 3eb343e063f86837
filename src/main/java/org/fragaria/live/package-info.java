/**
 * Models and dictionaries at work on this server: opened when first needed, one engine for each model, closed with the
 * server. Entry point: {@link org.fragaria.live.LiveModels}.
 */
@NullMarked
package org.fragaria.live;

import org.jspecify.annotations.NullMarked;
