package org.fragaria.model.jinja;

import java.util.List;
import java.util.Map;

/** A function, a macro or a method of a value. */
@FunctionalInterface
interface Callable {

    /**
     * Calls it.
     *
     * @param given arguments by position
     * @param named arguments by name
     */
    Object call(List<Object> given, Map<String, Object> named);
}
