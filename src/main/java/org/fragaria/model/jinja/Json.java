package org.fragaria.model.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** Writes JSON as Python's {@code json.dumps(value, ensure_ascii=False)} does, on which models were trained. */
final class Json {

    private Json() {}

    /**
     * A value as JSON.
     *
     * @param indent spaces for each level, a whole number; null or nothing for one line
     */
    static String of(Object value, @Nullable Object indent) {
        StringBuilder out = new StringBuilder();
        write(value, indent instanceof Long spaces ? spaces.intValue() : -1, 0, out);
        return out.toString();
    }

    private static void write(Object value, int indent, int level, StringBuilder out) {
        switch (value) {
            case String text -> string(text, out);
            case Boolean truth -> out.append(truth);
            case Empty nothing -> out.append("null");
            case List<?> list -> {
                List<Runnable> parts = new ArrayList<>();
                list.forEach(item -> parts.add(() -> write(item, indent, level + 1, out)));
                block('[', parts, ']', indent, level, out);
            }
            case Map<?, ?> map -> {
                List<Runnable> parts = new ArrayList<>();
                map.forEach((key, item) -> parts.add(() -> {
                    string(Values.text(key), out);
                    out.append(": ");
                    write(item, indent, level + 1, out);
                }));
                block('{', parts, '}', indent, level, out);
            }
            default -> out.append(value);
        }
    }

    private static void block(char open, List<Runnable> parts, char close, int indent, int level, StringBuilder out) {
        out.append(open);
        boolean lines = indent >= 0 && !parts.isEmpty();
        for (int i = 0; i < parts.size(); i++) {
            out.append(i == 0 ? "" : lines ? "," : ", ");
            out.append(lines ? "\n" + " ".repeat(indent * (level + 1)) : "");
            parts.get(i).run();
        }
        out.append(lines ? "\n" + " ".repeat(indent * level) : "").append(close);
    }

    private static void string(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> out.append(c < 0x20 ? String.format("\\u%04x", (int) c) : String.valueOf(c));
            }
        }
        out.append('"');
    }
}
