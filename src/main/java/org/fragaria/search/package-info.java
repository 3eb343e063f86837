/**
 * Finding features: by a token they fire on, by a text that the model reads, by their number. Entry point:
 * {@link org.fragaria.search.SearchResource}.
 */
@NullMarked
package org.fragaria.search;

import org.jspecify.annotations.NullMarked;
