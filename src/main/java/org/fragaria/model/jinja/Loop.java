package org.fragaria.model.jinja;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.fragaria.problem.InvalidException;

/**
 * A {@code for} loop. What its body sets is forgotten after each round, as in Jinja.
 *
 * @param names what an item is called, or the parts of an item
 * @param items what is looped over
 * @param filter which items are taken
 * @param body what is written for each
 * @param nothing what is written if there is none
 */
record Loop(List<String> names, Expression items, Expression filter, Node body, Node nothing) implements Node {

    @Override
    public Flow write(Scope scope, Output output) {
        List<Object> taken = taken(scope);
        if (taken.isEmpty()) {
            return nothing.write(scope, output);
        }
        for (int i = 0; i < taken.size(); i++) {
            Scope inner = new Scope(scope);
            assign(inner, names, taken.get(i));
            inner.set("loop", place(taken, i));
            if (body.write(inner, output) == Flow.BREAK) {
                break;
            }
        }
        return Flow.NEXT;
    }

    private List<Object> taken(Scope scope) {
        List<Object> taken = new ArrayList<>();
        for (Object item : Values.items(items.in(scope))) {
            Scope inner = new Scope(scope);
            assign(inner, names, item);
            if (Values.truth(filter.in(inner))) {
                taken.add(item);
            }
        }
        return taken;
    }

    private static Map<String, Object> place(List<Object> taken, int i) {
        Map<String, Object> place = new HashMap<>();
        place.put("index", i + 1L);
        place.put("index0", (long) i);
        place.put("first", i == 0);
        place.put("last", i == taken.size() - 1);
        place.put("length", (long) taken.size());
        place.put("revindex", (long) taken.size() - i);
        place.put("revindex0", taken.size() - i - 1L);
        place.put("previtem", i == 0 ? Empty.UNDEFINED : taken.get(i - 1));
        place.put("nextitem", i == taken.size() - 1 ? Empty.UNDEFINED : taken.get(i + 1));
        place.put("cycle", (Callable) (given, named) -> given.get(i % given.size()));
        return place;
    }

    /** Gives a value one name, or its parts one name each. */
    static void assign(Scope scope, List<String> names, Object value) {
        if (names.size() == 1) {
            scope.set(names.getFirst(), value);
            return;
        }
        List<Object> parts = Values.items(value);
        if (parts.size() != names.size()) {
            throw new InvalidException(
                    "The chat template names " + names.size() + " parts of a value that has " + parts.size() + ".");
        }
        for (int i = 0; i < parts.size(); i++) {
            scope.set(names.get(i), parts.get(i));
        }
    }
}
