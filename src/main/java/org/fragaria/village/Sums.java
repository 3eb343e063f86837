package org.fragaria.village;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sums and differences of numbers of one or two digits, in several wordings. They are always right. */
final class Sums implements Genre {

    /** Shares of what a task becomes: a plain sum, question and answer, one that is set right, a small story. */
    private static final double[] KINDS = {0.68, 0.2, 0.08, 0.04};

    private static final Pattern UP = Pattern.compile(
            "(\\d+) (?:\\+|plus) (\\d+) (?:=|is not|is) (\\d+)|(\\d+) and (\\d+) make (\\d+)|adds (\\d+) and (\\d+) and gets (\\d+)"
                    + "|sum of (\\d+) and (\\d+) is (\\d+)|Add (\\d+) to (\\d+) and get (\\d+)");
    private static final Pattern DOWN =
            Pattern.compile("(\\d+) (?:-|minus) (\\d+) (?:=|is) (\\d+)|difference of (\\d+) and (\\d+) is (\\d+)");
    private static final Pattern TAKEN =
            Pattern.compile("[Tt]akes? (\\d+) from (\\d+) and (?:has )?(\\d+)|(\\d+) less than (\\d+) is (\\d+)"
                    + "|Without (\\d+), (\\d+) becomes (\\d+)");
    private static final Pattern TURNED = Pattern.compile("(\\d+) is (\\d+) (plus|minus) (\\d+)");

    @Override
    public String name() {
        return "sum";
    }

    @Override
    public void write(Scribe scribe, Village.Split split, Village.Stage stage) {
        int parts = 2 + scribe.below(4);
        Set<Integer> used = new HashSet<>();
        for (int i = 0; i < parts; i++) {
            Task task = Task.draw(scribe);
            int kind = scribe.kind(KINDS);
            if (kind == 0) {
                say(scribe, task.up ? "up" : "down", used, task);
            } else if (kind == 1) {
                say(scribe, task.up ? "up.ask" : "down.ask", new HashSet<>(), task);
                say(scribe, "reply", new HashSet<>(), task);
            } else if (kind == 2 && task.up) {
                say(scribe, "wrong", new HashSet<>(), task);
                say(scribe, "up", used, task);
            } else {
                story(scribe, task);
            }
            if (i + 1 < parts && scribe.chance(0.25)) {
                scribe.newLine();
            }
        }
    }

    private static void story(Scribe scribe, Task task) {
        say(scribe, "has", new HashSet<>(), task);
        say(scribe, task.up ? "more" : "fewer", new HashSet<>(), task);
        if (scribe.chance(0.5)) {
            say(scribe, "now", new HashSet<>(), task);
        } else {
            say(scribe, "many", new HashSet<>(), task);
            say(scribe, task.up ? "then" : "rest", new HashSet<>(), task);
        }
    }

    private static void say(Scribe scribe, String rule, Set<Integer> used, Task task) {
        int from = scribe.sayFresh("sum." + rule, used, task.bindings);
        Clauses.label(scribe, from, Clauses.ENGLISH);
        if (task.carries()) {
            scribe.spans("sum.result", from).forEach(span -> scribe.label("sum.carry", span.from(), span.to()));
        }
    }

    /** What is to be reckoned. */
    private record Task(boolean up, int a, int b, Map<String, String> bindings) {

        static Task draw(Scribe scribe) {
            boolean up = scribe.chance(0.65);
            int most = scribe.chance(0.6) ? 98 : 20;
            int a = 2 + scribe.below(most);
            int b = 2 + scribe.below(scribe.chance(0.5) ? 9 : most);
            if (!up && a < b + 2) {
                a = Math.min(99, a + b);
                b = Math.min(b, a - 2);
            }
            int c = up ? a + b : a - b;
            Map<String, String> bindings = new HashMap<>();
            bindings.put("a", "" + a);
            bindings.put("b", "" + b);
            bindings.put("c", "" + c);
            bindings.put("d", "" + (c + (scribe.chance(0.5) ? 1 : 10)));
            bindings.put("n", scribe.draw("person"));
            bindings.put("g", scribe.draw("sum.goods"));
            Task task = new Task(up, a, b, bindings);
            // carrying is a concept of its own, so it must not be rare
            return task.carries() || scribe.chance(0.5) ? task : draw(scribe);
        }

        /** Whether the ones of a sum make ten or more. */
        boolean carries() {
            return up && a % 10 + b % 10 >= 10;
        }
    }

    /** Whether a sentence's sum or difference is right; empty if it does not claim one. */
    static Optional<Boolean> check(String sentence) {
        Matcher turned = TURNED.matcher(sentence);
        if (turned.find()) {
            int sign = turned.group(3).equals("plus") ? 1 : -1;
            return Optional.of(number(turned, 1) == number(turned, 2) + sign * number(turned, 4));
        }
        Matcher up = UP.matcher(sentence);
        if (up.find()) {
            int at = first(up);
            boolean right = number(up, at) + number(up, at + 1) == number(up, at + 2);
            return Optional.of(right != sentence.contains(" is not "));
        }
        return checkLess(sentence);
    }

    private static Optional<Boolean> checkLess(String sentence) {
        Matcher down = DOWN.matcher(sentence);
        if (down.find()) {
            int at = first(down);
            return Optional.of(number(down, at) - number(down, at + 1) == number(down, at + 2));
        }
        Matcher taken = TAKEN.matcher(sentence);
        if (taken.find()) {
            int at = first(taken);
            return Optional.of(number(taken, at + 1) - number(taken, at) == number(taken, at + 2));
        }
        return Optional.empty();
    }

    /** The first group that matched. */
    private static int first(Matcher matcher) {
        int group = 1;
        while (matcher.group(group) == null) {
            group++;
        }
        return group;
    }

    private static int number(Matcher matcher, int group) {
        return Integer.parseInt(matcher.group(group));
    }
}
