/**
 * The demo as it is shipped: unpacks model, dictionaries, text and truth into the data folder, builds its sources by the path
 * of {@code add} while the server already answers, and knows what of it is there. Entry points: {@link
 * org.fragaria.demo.DemoBuild}, {@link org.fragaria.demo.Demo}.
 */
@NullMarked
package org.fragaria.demo;

import org.jspecify.annotations.NullMarked;
