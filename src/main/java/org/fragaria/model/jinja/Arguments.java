package org.fragaria.model.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a function, a filter or a test is given.
 *
 * @param positions by position
 * @param names by name
 */
record Arguments(List<Expression> positions, Map<String, Expression> names) {
    List<Object> given(Scope scope) {
        List<Object> values = new ArrayList<>();
        positions.forEach(part -> values.add(part.in(scope)));
        return values;
    }

    Map<String, Object> named(Scope scope) {
        Map<String, Object> values = new LinkedHashMap<>();
        names.forEach((name, part) -> values.put(name, part.in(scope)));
        return values;
    }
}
