package org.fragaria.model.jinja;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** What can be asked of a value with {@code is}. */
final class Tests {

    private static final Set<String> KNOWN = Set.of(
            "defined",
            "undefined",
            "none",
            "string",
            "mapping",
            "iterable",
            "sequence",
            "number",
            "integer",
            "float",
            "boolean",
            "true",
            "false",
            "equalto",
            "eq",
            "==",
            "ne",
            "!=",
            "in",
            "odd",
            "even",
            "divisibleby",
            "callable");

    private Tests() {}

    static boolean known(String name) {
        return KNOWN.contains(name);
    }

    static boolean passes(String name, Object value, List<Object> given) {
        return switch (name) {
            case "defined" -> value != Empty.UNDEFINED;
            case "undefined" -> value == Empty.UNDEFINED;
            case "none" -> value == Empty.NONE;
            case "string" -> value instanceof String;
            case "mapping" -> value instanceof Map<?, ?>;
            case "iterable", "sequence" ->
                value instanceof List<?>
                        || value instanceof String
                        || value instanceof Map<?, ?>
                        || value == Empty.UNDEFINED;
            case "number" -> Values.number(value);
            case "integer" -> value instanceof Long;
            case "float" -> value instanceof Double;
            case "boolean" -> value instanceof Boolean;
            case "true" -> Boolean.TRUE.equals(value);
            case "false" -> Boolean.FALSE.equals(value);
            case "equalto", "eq", "==" -> Values.same(value, given.getFirst());
            case "ne", "!=" -> !Values.same(value, given.getFirst());
            case "in" -> Values.contains(given.getFirst(), value);
            case "odd" -> Values.decimal(value) % 2 != 0;
            case "even" -> Values.decimal(value) % 2 == 0;
            case "divisibleby" -> Values.decimal(value) % Values.decimal(given.getFirst()) == 0;
            default -> value instanceof Callable;
        };
    }
}
