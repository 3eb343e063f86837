package org.fragaria.lab;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.fragaria.problem.InvalidException;
import org.fragaria.steering.InterventionSpec;
import org.fragaria.steering.InterventionSpec.Where;

/**
 * One intervention as the words of an address: {@code 2-res/877 clamp 1.2 max generated}. In this order: a feature as
 * {@code source/number}, or {@code vector/id}; a method; a strength; a unit; positions ({@code range 3-7},
 * {@code tokens "the" "a"}); {@code where source/number > 2.0}; {@code special} to touch special tokens too; {@code off}.
 * All but the first may be left out and then have the defaults of {@link InterventionSpec}.
 */
final class ChangeWords {

    private static final Pattern WORD = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"|(\\S+)");
    private static final Pattern FEATURE = Pattern.compile("([^/\\s]+)/(\\d{1,9})");
    private static final Pattern VECTOR = Pattern.compile("vector/([^/\\s]+)");
    private static final Pattern NUMBER = Pattern.compile("[-+−]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?");
    private static final Pattern RANGE = Pattern.compile("(\\d{1,7})-(\\d{1,7})?");
    private static final List<String> UNITS = List.of("max", "raw", "norm");
    private static final List<String> POSITIONS = List.of("all", "prompt", "generated", "last", "range", "tokens");
    private static final List<String> FLAGS = List.of("special", "off", "where");

    /** A word, and whether it stood in quotes. */
    private record Word(String text, boolean quoted) {}

    private final String all;
    private final Deque<Word> words = new ArrayDeque<>();
    private @Nullable String source;
    private @Nullable Integer feature;
    private @Nullable String vector;
    private @Nullable String method;
    private @Nullable Double strength;
    private @Nullable String unit;
    private @Nullable String positions;
    private @Nullable Integer from;
    private @Nullable Integer to;
    private @Nullable List<String> tokens;
    private @Nullable Where where;
    private @Nullable Boolean special;
    private @Nullable Boolean on;

    private ChangeWords(String all) {
        this.all = all;
        Matcher word = WORD.matcher(all);
        while (word.find()) {
            words.add(
                    word.group(1) == null
                            ? new Word(word.group(2), false)
                            : new Word(word.group(1).replaceAll("\\\\(.)", "$1"), true));
        }
    }

    /**
     * Reads the words.
     *
     * @throws InvalidException if they are not in the form above
     */
    static InterventionSpec read(String words) {
        return new ChangeWords(words).spec();
    }

    private InterventionSpec spec() {
        target();
        if (!words.isEmpty() && !isOther(words.getFirst().text())) {
            method = words.removeFirst().text();
        }
        if (!words.isEmpty() && NUMBER.matcher(words.getFirst().text()).matches()) {
            strength = Double.valueOf(words.removeFirst().text().replace('−', '-'));
        }
        if (!words.isEmpty() && UNITS.contains(words.getFirst().text())) {
            unit = words.removeFirst().text();
        }
        if (!words.isEmpty() && POSITIONS.contains(words.getFirst().text())) {
            positions();
        }
        while (!words.isEmpty()) {
            flag(words.removeFirst().text());
        }
        return new InterventionSpec(
                source, feature, vector, method, strength, unit, positions, from, to, tokens, where, special, on);
    }

    private static boolean isOther(String word) {
        return NUMBER.matcher(word).matches()
                || UNITS.contains(word)
                || POSITIONS.contains(word)
                || FLAGS.contains(word);
    }

    private void target() {
        String word = words.isEmpty() ? "" : words.removeFirst().text();
        Matcher named = VECTOR.matcher(word);
        Matcher numbered = FEATURE.matcher(word);
        if (named.matches()) {
            vector = named.group(1);
        } else if (numbered.matches()) {
            source = numbered.group(1);
            feature = Integer.valueOf(numbered.group(2));
        } else {
            throw wrong("a feature first, as source/number, or a vector, as vector/id; found '" + word + "'");
        }
    }

    private void positions() {
        positions = words.removeFirst().text();
        if (positions.equals("range")) {
            Matcher range =
                    RANGE.matcher(words.isEmpty() ? "" : words.removeFirst().text());
            if (!range.matches()) {
                throw wrong("range with positions, as 'range 3-7' or 'range 3-'");
            }
            from = Integer.valueOf(range.group(1));
            to = range.group(2) == null ? null : Integer.valueOf(range.group(2));
        } else if (positions.equals("tokens")) {
            List<String> texts = new ArrayList<>();
            while (!words.isEmpty() && words.getFirst().quoted()) {
                texts.add(words.removeFirst().text());
            }
            if (texts.isEmpty()) {
                throw wrong("tokens in quotes, as 'tokens \" the\" \" a\"'");
            }
            tokens = texts;
        }
    }

    private void flag(String word) {
        switch (word) {
            case "off" -> on = false;
            case "special" -> special = true;
            case "where" -> where = condition();
            default ->
                throw wrong("method, strength, unit (max, raw, norm), positions (all, prompt, generated, last, range,"
                        + " tokens), where, special, off, in this order; '" + word + "' is out of place or unknown");
        }
    }

    private Where condition() {
        Matcher numbered =
                FEATURE.matcher(words.isEmpty() ? "" : words.removeFirst().text());
        String sign = words.isEmpty() ? "" : words.removeFirst().text();
        String bound = words.isEmpty() ? "" : words.removeFirst().text();
        if (!numbered.matches() || !sign.equals(">") || !NUMBER.matcher(bound).matches()) {
            throw wrong("a condition as 'where source/number > 2.0'");
        }
        return new Where(
                numbered.group(1), Integer.parseInt(numbered.group(2)), Double.parseDouble(bound.replace('−', '-')));
    }

    private InvalidException wrong(String expected) {
        return new InvalidException("Parameter change='" + all + "': expected " + expected
                + ". An example: change=2-res/877 clamp 1.2 max generated");
    }

    /** The words of an intervention; defaults are left out, and reading them gives the same again. */
    static String write(InterventionSpec spec) {
        StringBuilder out = new StringBuilder(
                spec.vector() == null ? spec.source() + "/" + spec.feature() : "vector/" + spec.vector());
        append(out, spec.method());
        append(out, spec.strength() == null ? null : number(spec.strength()));
        append(out, spec.unit());
        append(out, spec.positions());
        if (spec.from() != null) {
            out.append(' ').append(spec.from()).append('-').append(spec.to() == null ? "" : spec.to());
        }
        if (spec.tokens() != null) {
            spec.tokens().forEach(token -> out.append(' ').append(quoted(token)));
        }
        Where where = spec.where();
        if (where != null) {
            append(out, "where " + where.source() + "/" + where.feature() + " > " + number(where.above()));
        }
        append(out, Boolean.TRUE.equals(spec.specialTokens()) ? "special" : null);
        append(out, spec.applied() ? null : "off");
        return out.toString();
    }

    /** {@code 1.2}, {@code 2}: as short as it can be. */
    static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e9
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private static void append(StringBuilder out, @Nullable String word) {
        if (word != null) {
            out.append(' ').append(word);
        }
    }
}
