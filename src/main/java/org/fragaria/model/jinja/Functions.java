package org.fragaria.model.jinja;

import java.time.Clock;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.fragaria.problem.InvalidException;

/** The functions that every chat template may call. */
final class Functions {

    private static final long LONGEST_RANGE = 100_000;

    private Functions() {}

    static void install(Scope scope, Clock clock) {
        scope.set("raise_exception", (Callable) (given, named) -> {
            throw new InvalidException("The model's chat template refuses this chat: " + Values.text(given.getFirst()));
        });
        scope.set("namespace", (Callable) (given, named) -> new Namespace(new LinkedHashMap<>(named)));
        scope.set("dict", (Callable) (given, named) -> new LinkedHashMap<>(named));
        scope.set("range", (Callable) (given, named) -> range(given));
        scope.set("strftime_now", (Callable) (given, named) -> time(Values.text(given.getFirst()), clock));
    }

    private static List<Object> range(List<Object> given) {
        long from = given.size() > 1 ? (long) Values.decimal(given.get(0)) : 0;
        long to = (long) Values.decimal(given.get(given.size() > 1 ? 1 : 0));
        long step = given.size() > 2 ? (long) Values.decimal(given.get(2)) : 1;
        if (step == 0 || Math.abs((to - from) / step) > LONGEST_RANGE) {
            throw new InvalidException("The chat template counts from " + from + " to " + to + " in steps of " + step
                    + ": expected at most " + LONGEST_RANGE + " steps.");
        }
        List<Object> numbers = new ArrayList<>();
        for (long i = from; step > 0 ? i < to : i > to; i += step) {
            numbers.add(i);
        }
        return numbers;
    }

    private static final Map<Character, String> PATTERNS = Map.ofEntries(
            Map.entry('d', "dd"),
            Map.entry('m', "MM"),
            Map.entry('b', "MMM"),
            Map.entry('B', "MMMM"),
            Map.entry('y', "yy"),
            Map.entry('Y', "yyyy"),
            Map.entry('H', "HH"),
            Map.entry('I', "hh"),
            Map.entry('M', "mm"),
            Map.entry('S', "ss"),
            Map.entry('p', "a"),
            Map.entry('a', "EEE"),
            Map.entry('A', "EEEE"),
            Map.entry('j', "DDD"));

    private static String time(String format, Clock clock) {
        ZonedDateTime now = ZonedDateTime.now(clock);
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < format.length(); i++) {
            char c = format.charAt(i);
            if (c != '%' || i + 1 == format.length()) {
                out.append(c);
                continue;
            }
            char code = format.charAt(++i);
            String pattern = PATTERNS.get(code);
            if (pattern == null) {
                if (code != '%') {
                    throw new InvalidException(
                            "The chat template asks for the time as '%" + code + "', which is not known here.");
                }
                out.append('%');
            } else {
                out.append(now.format(DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH)));
            }
        }
        return out.toString();
    }
}
