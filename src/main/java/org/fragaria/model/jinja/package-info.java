/**
 * A small Jinja: as much of the template language as chat templates of models use, with Python's semantics and nothing
 * else. It reaches no Java object, file or network. Entry point: {@link org.fragaria.model.jinja.Template}.
 */
@NullMarked
package org.fragaria.model.jinja;

import org.jspecify.annotations.NullMarked;
