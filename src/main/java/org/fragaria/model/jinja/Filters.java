package org.fragaria.model.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.fragaria.problem.InvalidException;

/** The filters that chat templates use. */
final class Filters {

    private static final Set<String> KNOWN = Set.of(
            "trim",
            "length",
            "count",
            "tojson",
            "upper",
            "lower",
            "title",
            "capitalize",
            "join",
            "first",
            "last",
            "list",
            "string",
            "int",
            "float",
            "default",
            "d",
            "replace",
            "selectattr",
            "rejectattr",
            "map",
            "select",
            "reject",
            "reverse",
            "unique",
            "items",
            "dictsort",
            "safe",
            "indent");

    private Filters() {}

    static boolean known(String name) {
        return KNOWN.contains(name);
    }

    static Object apply(String name, Object value, List<Object> given, Map<String, Object> named) {
        return switch (name) {
            case "trim" -> Methods.strip(Values.text(value), given, true, true);
            case "length", "count" -> (long) length(value);
            case "tojson" -> Json.of(value, given.isEmpty() ? named.get("indent") : given.getFirst());
            case "upper" -> Values.text(value).toUpperCase(Locale.ROOT);
            case "lower" -> Values.text(value).toLowerCase(Locale.ROOT);
            case "title" -> Methods.title(Values.text(value));
            case "capitalize" -> Methods.capitalized(Values.text(value));
            case "replace" -> Methods.replaced(Values.text(value), given);
            case "string" -> Values.text(value);
            case "safe" -> value;
            case "indent" -> indented(Values.text(value), given, named);
            case "int" -> number(Values.text(value));
            case "float" -> Double.parseDouble(Values.text(value));
            case "default", "d" -> fallback(value, given, named);
            default -> onItems(name, value, given, named);
        };
    }

    private static Object onItems(String name, Object value, List<Object> given, Map<String, Object> named) {
        List<Object> items = name.equals("items") || name.equals("dictsort") ? List.of() : Values.items(value);
        return switch (name) {
            case "join" -> Methods.joined(given.isEmpty() ? "" : Values.text(given.getFirst()), items);
            case "first" -> items.isEmpty() ? Empty.UNDEFINED : items.getFirst();
            case "last" -> items.isEmpty() ? Empty.UNDEFINED : items.getLast();
            case "list" -> items;
            case "reverse" ->
                value instanceof String text ? new StringBuilder(text).reverse().toString() : reversed(items);
            case "unique" -> new ArrayList<>(new LinkedHashSet<>(items));
            case "items" -> value instanceof Map<?, ?> map ? Methods.entries(map) : new ArrayList<>();
            case "dictsort" -> value instanceof Map<?, ?> map ? Methods.entries(new java.util.TreeMap<>(map)) : value;
            case "map" -> mapped(items, given, named);
            case "select", "reject" ->
                items.stream()
                        .filter(item -> name.equals("select") == passes(item, given))
                        .toList();
            default ->
                items.stream()
                        .filter(item -> name.equals("selectattr")
                                == passes(
                                        Methods.member(item, Values.text(given.getFirst())),
                                        given.subList(1, given.size())))
                        .toList();
        };
    }

    private static boolean passes(Object value, List<Object> test) {
        return test.isEmpty()
                ? Values.truth(value)
                : Tests.passes(Values.text(test.getFirst()), value, test.subList(1, test.size()));
    }

    private static List<Object> mapped(List<Object> items, List<Object> given, Map<String, Object> named) {
        Object attribute = named.get("attribute");
        List<Object> mapped = new ArrayList<>();
        for (Object item : items) {
            mapped.add(
                    attribute != null
                            ? Methods.member(item, Values.text(attribute))
                            : apply(Values.text(given.getFirst()), item, given.subList(1, given.size()), named));
        }
        return mapped;
    }

    private static List<Object> reversed(List<Object> items) {
        Collections.reverse(items);
        return items;
    }

    private static int length(Object value) {
        return switch (value) {
            case String text -> text.codePointCount(0, text.length());
            case List<?> list -> list.size();
            case Map<?, ?> map -> map.size();
            case Empty nothing when nothing == Empty.UNDEFINED -> 0;
            default ->
                throw new InvalidException("The chat template asks for the length of '" + Values.text(value) + "'.");
        };
    }

    private static Object fallback(Object value, List<Object> given, Map<String, Object> named) {
        Object falsy = given.size() > 1 ? given.get(1) : named.getOrDefault("boolean", false);
        boolean replace = value == Empty.UNDEFINED || Values.truth(falsy) && !Values.truth(value);
        return replace ? (given.isEmpty() ? "" : given.getFirst()) : value;
    }

    private static Object number(String text) {
        try {
            return (long) Double.parseDouble(text.strip());
        } catch (NumberFormatException e) {
            return 0L; // as Jinja does
        }
    }

    private static String indented(String text, List<Object> given, Map<String, Object> named) {
        Object width = given.isEmpty() ? named.getOrDefault("width", 4L) : given.getFirst();
        boolean first = Values.truth(given.size() > 1 ? given.get(1) : named.getOrDefault("first", false));
        String space = width instanceof String own ? own : " ".repeat((int) Values.decimal(width));
        StringBuilder out = new StringBuilder();
        String[] lines = text.split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            out.append(i == 0 ? "" : "\n")
                    .append((i == 0 && !first) || lines[i].isEmpty() ? "" : space)
                    .append(lines[i]);
        }
        return out.toString();
    }
}
