package org.fragaria.model.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.fragaria.problem.InvalidException;

/**
 * What Python would do with values: texts ({@code String}), whole and other numbers ({@code Long}, {@code Double}), truths
 * ({@code Boolean}), {@code List}, {@code Map} with texts as keys, and {@link Empty}.
 */
final class Values {

    private Values() {}

    static boolean truth(Object value) {
        return switch (value) {
            case Boolean truth -> truth;
            case Long number -> number != 0;
            case Double number -> number != 0;
            case String text -> !text.isEmpty();
            case List<?> list -> !list.isEmpty();
            case Map<?, ?> map -> !map.isEmpty();
            case Empty nothing -> false;
            default -> true;
        };
    }

    /** As Python's {@code str}. */
    static String text(Object value) {
        return switch (value) {
            case String text -> text;
            case Empty nothing -> nothing == Empty.NONE ? "None" : "";
            default -> shown(value);
        };
    }

    /** As Python's {@code repr}. */
    private static String shown(Object value) {
        return switch (value) {
            case String text ->
                text.contains("'") && !text.contains("\"")
                        ? '"' + escaped(text) + '"'
                        : "'" + escaped(text).replace("'", "\\'") + "'";
            case Boolean truth -> truth ? "True" : "False";
            case List<?> list -> list.stream().map(Values::shown).collect(Collectors.joining(", ", "[", "]"));
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .map(entry -> shown(entry.getKey()) + ": " + shown(entry.getValue()))
                        .collect(Collectors.joining(", ", "{", "}"));
            case Empty nothing -> text(nothing);
            default -> String.valueOf(value);
        };
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\")
                .replace("\n", "\\n")
                .replace("\t", "\\t")
                .replace("\r", "\\r");
    }

    /** What a loop goes over: items of a list, keys of a map, characters of a text, nothing of what is undefined. */
    static List<Object> items(Object value) {
        return switch (value) {
            case List<?> list -> new ArrayList<>(list);
            case Map<?, ?> map -> new ArrayList<>(map.keySet());
            case String text ->
                text.codePoints().mapToObj(Character::toString).collect(Collectors.toCollection(ArrayList::new));
            case Empty nothing when nothing == Empty.UNDEFINED -> new ArrayList<>();
            default ->
                throw new InvalidException(
                        "The chat template loops over '" + text(value) + "', which has no items: expected a list.");
        };
    }

    static boolean contains(Object whole, Object part) {
        return switch (whole) {
            case String text -> text.contains(text(part));
            case Map<?, ?> map -> map.containsKey(part);
            default -> items(whole).stream().anyMatch(item -> same(item, part));
        };
    }

    static boolean same(Object a, Object b) {
        if (number(a) && number(b)) {
            return decimal(a) == decimal(b);
        }
        return a.equals(b);
    }

    static boolean compare(String sign, Object a, Object b) {
        if (sign.equals("==") || sign.equals("!=")) {
            return same(a, b) == sign.equals("==");
        }
        int order;
        if (number(a) && number(b)) {
            order = Double.compare(decimal(a), decimal(b));
        } else if (a instanceof String left && b instanceof String right) {
            order = left.compareTo(right);
        } else {
            throw unfit(sign, a, b);
        }
        return switch (sign) {
            case "<" -> order < 0;
            case ">" -> order > 0;
            case "<=" -> order <= 0;
            default -> order >= 0;
        };
    }

    static Object calculate(String sign, Object a, Object b) {
        if (sign.equals("+") && a instanceof String left && b instanceof String right) {
            return left + right;
        }
        if (sign.equals("+") && a instanceof List<?> left && b instanceof List<?> right) {
            List<Object> both = new ArrayList<>(left);
            both.addAll(right);
            return both;
        }
        if (sign.equals("*") && a instanceof String text && b instanceof Long times) {
            return text.repeat((int) Math.clamp(times, 0, 10_000));
        }
        if (!number(a) || !number(b)) {
            throw unfit(sign, a, b);
        }
        return sign.equals("/") || !whole(a) || !whole(b)
                ? decimals(sign, decimal(a), decimal(b))
                : (Object) wholes(sign, (long) decimal(a), (long) decimal(b));
    }

    private static Object wholes(String sign, long a, long b) {
        if (b == 0 && (sign.equals("//") || sign.equals("%"))) {
            throw new InvalidException("The chat template divides by zero.");
        }
        return switch (sign) {
            case "+" -> a + b;
            case "-" -> a - b;
            case "*" -> a * b;
            case "//" -> Math.floorDiv(a, b);
            default -> Math.floorMod(a, b);
        };
    }

    private static Object decimals(String sign, double a, double b) {
        return switch (sign) {
            case "+" -> a + b;
            case "-" -> a - b;
            case "*" -> a * b;
            case "/" -> a / b;
            case "//" -> Math.floor(a / b);
            default -> a - b * Math.floor(a / b);
        };
    }

    static Object call(Object function, List<Object> given, Map<String, Object> named) {
        if (function instanceof Callable callable) {
            return callable.call(given, named);
        }
        throw new InvalidException("The chat template calls '" + text(function) + "', which is no function.");
    }

    static boolean number(Object value) {
        return value instanceof Long || value instanceof Double || value instanceof Boolean;
    }

    private static boolean whole(Object value) {
        return !(value instanceof Double);
    }

    static double decimal(Object value) {
        return switch (value) {
            case Long number -> number;
            case Double number -> number;
            case Boolean truth -> truth ? 1 : 0;
            default -> throw new InvalidException("The chat template takes '" + text(value) + "' for a number.");
        };
    }

    private static InvalidException unfit(String sign, Object a, Object b) {
        return new InvalidException(
                "The chat template says '" + text(a) + "' " + sign + " '" + text(b) + "', which do not go together.");
    }
}
