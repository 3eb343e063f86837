package org.fragaria.village;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** Small programs: variables are used after they are assigned, brackets close, what belongs to a loop is indented. */
final class Code implements Genre {

    private static final String STEP = "    ";

    @Override
    public String name() {
        return "code";
    }

    @Override
    public void write(Scribe scribe, Village.Split split, Village.Stage stage) {
        new Program(scribe).write();
    }

    /** Whether every bracket of a line is closed by its like. */
    static boolean balanced(String line) {
        Deque<Character> open = new ArrayDeque<>();
        for (char c : line.toCharArray()) {
            if (c == '(' || c == '[') {
                open.push(c);
            } else if (c == ')' || c == ']') {
                if (open.isEmpty() || open.pop() != (c == ')' ? '(' : '[')) {
                    return false;
                }
            }
        }
        return open.isEmpty();
    }

    /** One program and the variables that it has assigned so far. */
    private static final class Program {
        private final Scribe scribe;
        private final List<String> numbers = new ArrayList<>();
        private final List<String> lists = new ArrayList<>();
        private final List<String> texts = new ArrayList<>();
        private final Map<String, String> bindings = new HashMap<>();

        Program(Scribe scribe) {
            this.scribe = scribe;
        }

        void write() {
            note("note", "");
            start();
            int parts = 1 + scribe.random().nextInt(4);
            for (int i = 0; i < parts; i++) {
                part();
            }
            note("note.end", "");
            line("do", "");
        }

        private void start() {
            assign("start.num", "code.num", numbers, "");
            assign("start.num", "code.num", numbers, "");
            assign("start.list", "code.list", lists, "");
            if (scribe.chance(0.5)) {
                assign("start.list", "code.list", lists, "");
            }
            assign("start.text", "code.text", texts, "");
        }

        private void part() {
            switch (scribe.random().nextInt(9)) {
                case 0, 1 -> assign("set.num", "code.num", numbers, "");
                case 2 -> assign("set.list", "code.list", lists, "");
                case 3 -> line("do", "");
                case 4 -> loop("each", "code.item", "");
                case 5 -> loop("times", "code.index", "");
                case 6 -> when("");
                case 7 -> asLong();
                default -> function();
            }
        }

        /** A loop whose body is a line or two, or another loop or a condition. */
        private void loop(String kind, String variable, String indent) {
            note("note.each", indent);
            String each = scribe.draw(variable);
            line(kind, indent, "e", each);
            int from = scribe.here();
            String deeper = indent + STEP;
            line(kind + ".do", deeper, "e", each);
            if (indent.isEmpty() && scribe.chance(0.3)) {
                when(deeper);
            } else if (indent.isEmpty() && scribe.chance(0.25)) {
                loop(kind.equals("each") ? "times" : "each", kind.equals("each") ? "code.index" : "code.item", deeper);
            } else if (scribe.chance(0.5)) {
                line("do", deeper);
            }
            scribe.label("indented", from);
        }

        private void when(String indent) {
            note("note.when", indent);
            line("when", indent);
            block(indent + STEP);
            if (scribe.chance(0.5)) {
                line("otherwise", indent);
                block(indent + STEP);
            }
        }

        private void block(String indent) {
            int from = scribe.here();
            line("do", indent);
            if (scribe.chance(0.4)) {
                line("do", indent);
            }
            scribe.label("indented", from);
        }

        private void asLong() {
            note("note.while", "");
            line("as.long", "");
            int from = scribe.here();
            line("do", STEP);
            line("step", STEP);
            scribe.label("indented", from);
        }

        /** A function and its use; its parameters are variables of its own. */
        private void function() {
            note("note.function", "");
            boolean list = scribe.chance(0.35);
            Map<String, String> inside = new HashMap<>();
            inside.put("m", scribe.draw("code.made"));
            inside.put("x", scribe.draw("code.num"));
            inside.put("l", scribe.any(list ? List.of(scribe.draw("code.list")) : lists));
            boolean two = !list && scribe.chance(0.4);
            inside.put("y", two ? scribe.drawOther("code.num", inside.get("x")) : inside.get("x"));
            inside.put("i", "");
            put(list ? "function.list" : two ? "function.two" : "function", inside);
            int from = scribe.here();
            inside.put("i", STEP);
            put(list ? "give.list" : "give", inside);
            scribe.label("indented", from);
            use(list ? "use.list" : two ? "use.two" : "use", inside.get("m"), list);
        }

        private void use(String rule, String function, boolean list) {
            String variable = scribe.draw(list ? "code.list" : "code.num");
            int from = line(rule, "", "m", function, "v", variable);
            if (scribe.text().startsWith(variable + " =", from)) {
                (list ? lists : numbers).add(variable);
            }
        }

        private void assign(String rule, String kind, List<String> known, String indent) {
            String variable = scribe.draw(kind);
            line(rule, indent, "v", variable);
            if (!known.contains(variable)) {
                known.add(variable);
            }
        }

        private void note(String rule, String indent) {
            if (indent.isEmpty() && scribe.chance(0.3)) {
                line(rule, "");
            }
        }

        private int line(String rule, String indent, String... more) {
            bindings.clear();
            bindings.put("i", indent);
            known("x", numbers);
            known(
                    "y",
                    numbers.size() == 1
                            ? numbers
                            : numbers.stream()
                                    .filter(number -> !number.equals(bindings.get("x")))
                                    .toList());
            known("l", lists);
            known("s", texts);
            for (int i = 0; i < more.length; i += 2) {
                bindings.put(more[i], more[i + 1]);
            }
            return put(rule, bindings);
        }

        private void known(String variable, List<String> from) {
            if (!from.isEmpty()) {
                bindings.put(variable, scribe.any(from));
            }
        }

        private int put(String rule, Map<String, String> values) {
            if (scribe.here() > 0) {
                scribe.newLine();
            }
            return scribe.sayFresh("code." + rule, new HashSet<>(), values);
        }
    }
}
