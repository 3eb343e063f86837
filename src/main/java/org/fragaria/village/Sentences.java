package org.fragaria.village;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Cuts a text into what the checker takes: lines, and in them sentences. */
public final class Sentences {

    private static final Pattern END = Pattern.compile("(?<=[.?!]\"?) (?=[\\p{Lu}\"0-9¿¡])");

    private Sentences() {}

    /** The sentences of a text in their order; blank lines are left out. */
    public static List<String> split(String text) {
        return text.lines()
                .filter(line -> !line.isBlank())
                .flatMap(line -> Stream.of(END.split(line)))
                .toList();
    }
}
