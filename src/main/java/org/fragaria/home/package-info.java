/** The front page. Entry point: {@link org.fragaria.home.HomeResource}. */
@NullMarked
package org.fragaria.home;

import org.jspecify.annotations.NullMarked;
