package org.fragaria.model.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import org.fragaria.problem.InvalidException;

/** Members, items and slices of values, and those methods of Python's that change nothing. */
final class Methods {

    private Methods() {}

    /** {@code owner.name}: a method before a key. */
    static Object member(Object owner, String name) {
        return method(owner, name).map(Object.class::cast).orElseGet(() -> key(owner, name));
    }

    /** {@code owner[index]}: a key before a method. */
    static Object item(Object owner, Object index) {
        if (index instanceof Long position && (owner instanceof List<?> || owner instanceof String)) {
            List<Object> items = Values.items(owner);
            long at = position < 0 ? items.size() + position : position;
            return at >= 0 && at < items.size() ? items.get((int) at) : Empty.UNDEFINED;
        }
        Object found = key(owner, Values.text(index));
        return found == Empty.UNDEFINED
                ? method(owner, Values.text(index)).map(Object.class::cast).orElse(found)
                : found;
    }

    private static Object key(Object owner, String name) {
        return switch (owner) {
            case Map<?, ?> map -> value(map, name);
            case Namespace(Map<String, Object> members) -> value(members, name);
            case Empty nothing
            when nothing == Empty.UNDEFINED ->
                throw new InvalidException("The chat template asks for '" + name + "' of something that is not there.");
            default -> Empty.UNDEFINED;
        };
    }

    private static Object value(Map<?, ?> map, String name) {
        Object value = map.get(name);
        return value == null ? Empty.UNDEFINED : value;
    }

    static Object slice(Object owner, Object from, Object to, Object step) {
        List<Object> items = Values.items(owner);
        int stride = step instanceof Long by ? by.intValue() : 1;
        if (stride == 0) {
            throw new InvalidException("The chat template slices in steps of 0.");
        }
        int first = bound(from, stride > 0 ? 0 : items.size() - 1, items.size(), stride);
        int end = bound(to, stride > 0 ? items.size() : -1, items.size(), stride);
        List<Object> part = new ArrayList<>();
        for (int i = first; stride > 0 ? i < end : i > end; i += stride) {
            part.add(items.get(i));
        }
        if (owner instanceof String) {
            StringBuilder text = new StringBuilder();
            part.forEach(text::append);
            return text.toString();
        }
        return part;
    }

    private static int bound(Object given, int absent, int size, int stride) {
        if (!(given instanceof Long position)) {
            return absent;
        }
        long at = position < 0 ? size + position : position;
        return (int) (stride > 0 ? Math.clamp(at, 0, size) : Math.clamp(at, -1, size - 1));
    }

    private static Optional<Callable> method(Object owner, String name) {
        return switch (owner) {
            case String text -> ofText(text, name);
            case Map<?, ?> map -> ofMap(map, name);
            default -> Optional.empty();
        };
    }

    private static Optional<Callable> ofMap(Map<?, ?> map, String name) {
        return Optional.ofNullable(
                switch (name) {
                    case "items" -> (given, named) -> entries(map);
                    case "keys" -> (given, named) -> new ArrayList<Object>(map.keySet());
                    case "values" -> (given, named) -> new ArrayList<Object>(map.values());
                    case "get" ->
                        (given, named) -> {
                            Object value = map.get(Values.text(given.getFirst()));
                            return value != null ? value : given.size() > 1 ? given.get(1) : Empty.NONE;
                        };
                    default -> null;
                });
    }

    static List<Object> entries(Map<?, ?> map) {
        List<Object> entries = new ArrayList<>();
        map.forEach((key, value) -> entries.add(List.<Object>of(key, value)));
        return entries;
    }

    private static Optional<Callable> ofText(String text, String name) {
        return Optional.ofNullable(
                switch (name) {
                    case "strip" -> (given, named) -> strip(text, given, true, true);
                    case "lstrip" -> (given, named) -> strip(text, given, true, false);
                    case "rstrip" -> (given, named) -> strip(text, given, false, true);
                    case "upper" -> (given, named) -> text.toUpperCase(Locale.ROOT);
                    case "lower" -> (given, named) -> text.toLowerCase(Locale.ROOT);
                    case "title" -> (given, named) -> title(text);
                    case "capitalize" -> (given, named) -> capitalized(text);
                    case "startswith" -> (given, named) -> any(given, text::startsWith);
                    case "endswith" -> (given, named) -> any(given, text::endsWith);
                    case "split" -> (given, named) -> split(text, given);
                    case "splitlines" ->
                        (given, named) -> new ArrayList<Object>(text.lines().toList());
                    case "replace" -> (given, named) -> replaced(text, given);
                    case "find" -> (given, named) -> (long) text.indexOf(Values.text(given.getFirst()));
                    case "count" -> (given, named) -> (long) text.split(quoted(given.getFirst()), -1).length - 1;
                    case "join" -> (given, named) -> joined(text, Values.items(given.getFirst()));
                    case "removeprefix" -> (given, named) -> without(text, Values.text(given.getFirst()));
                    default -> null;
                });
    }

    private static boolean any(List<Object> given, java.util.function.Predicate<String> fits) {
        Object first = given.getFirst();
        List<Object> choices = first instanceof List<?> ? Values.items(first) : List.of(first);
        return choices.stream().map(Values::text).anyMatch(fits);
    }

    private static String without(String text, String prefix) {
        return text.startsWith(prefix) ? text.substring(prefix.length()) : text;
    }

    private static String quoted(Object text) {
        return Pattern.quote(Values.text(text));
    }

    static String joined(String between, List<Object> parts) {
        return String.join(between, parts.stream().map(Values::text).toList());
    }

    static String replaced(String text, List<Object> given) {
        return text.replace(Values.text(given.get(0)), Values.text(given.get(1)));
    }

    static String strip(String text, List<Object> given, boolean left, boolean right) {
        boolean spaces = given.isEmpty() || given.getFirst() == Empty.NONE;
        String chosen = spaces ? "" : Values.text(given.getFirst());
        int from = 0;
        int to = text.length();
        while (left && from < to && strips(text.charAt(from), spaces, chosen)) {
            from++;
        }
        while (right && to > from && strips(text.charAt(to - 1), spaces, chosen)) {
            to--;
        }
        return text.substring(from, to);
    }

    /** Python's white space: Java's, and the spaces that do not break. */
    private static boolean strips(char c, boolean spaces, String chosen) {
        return spaces ? Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085' : chosen.indexOf(c) >= 0;
    }

    private static List<Object> split(String text, List<Object> given) {
        if (given.isEmpty() || given.getFirst() == Empty.NONE) {
            String stripped = strip(text, List.of(), true, true);
            return stripped.isEmpty() ? new ArrayList<>() : new ArrayList<>(List.of(stripped.split("\\s+")));
        }
        int parts = given.size() > 1 ? (int) Values.decimal(given.get(1)) + 1 : 0;
        return new ArrayList<>(List.of(text.split(quoted(given.getFirst()), parts > 0 ? parts : -1)));
    }

    static String capitalized(String text) {
        return text.isEmpty()
                ? text
                : text.substring(0, 1).toUpperCase(Locale.ROOT)
                        + text.substring(1).toLowerCase(Locale.ROOT);
    }

    static String title(String text) {
        return Pattern.compile("\\p{L}+").matcher(text).replaceAll(word -> capitalized(word.group()));
    }
}
