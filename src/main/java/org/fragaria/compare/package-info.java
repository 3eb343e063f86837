/**
 * Side by side: two features, or two sources on the same text. Entry point: {@link org.fragaria.compare.CompareResource}.
 */
@NullMarked
package org.fragaria.compare;

import org.jspecify.annotations.NullMarked;
