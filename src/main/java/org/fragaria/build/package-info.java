/**
 * From a model, a dictionary and a text to a source in the data folder: the one path by which sources are made, for the
 * command line and for the running program alike. Entry point: {@link org.fragaria.build.SourceBuild}.
 */
@NullMarked
package org.fragaria.build;

import org.jspecify.annotations.NullMarked;
