package org.fragaria.feature;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.fragaria.problem.InvalidException;

/**
 * Texts in an address: {@code text=} once for each, or one that holds a text in every line ({@code lines=true}).
 *
 * @param fields what the fields of the form hold: one for each {@code text=}; a single empty one if there is no text
 * @param lines whether every line is a text by itself
 * @param texts the texts, in order
 */
public record TestTexts(List<String> fields, boolean lines, List<String> texts) {

    /** Texts in one address, at most. */
    static final int MOST = 16;

    /** Nothing to read. */
    public static final TestTexts NONE = new TestTexts(List.of(""), false, List.of());

    /**
     * The texts of an address.
     *
     * @param given values of {@code text=}; null or empty if there is none. Blank ones do not count unless all are
     * @param lines whether every line is a text by itself
     * @throws InvalidException if there are more than {@value #MOST} texts, or only blank ones
     */
    static TestTexts of(@Nullable List<String> given, boolean lines) {
        if (given == null || given.isEmpty()) {
            return NONE;
        }
        List<String> fields = given.stream()
                .map(text -> Objects.requireNonNullElse(text, "").replace("\r\n", "\n"))
                .toList();
        List<String> texts = (lines ? fields.stream().flatMap(String::lines) : fields.stream())
                .filter(text -> !text.isBlank())
                .toList();
        if (texts.isEmpty()) {
            throw new InvalidException("Parameter text is empty: expected some text.");
        }
        if (texts.size() > MOST) {
            throw new InvalidException("Parameter text: expected at most " + MOST + " texts, found " + texts.size()
                    + "." + (lines ? " Every line counts as one." : "") + " Test them in portions.");
        }
        return new TestTexts(lines ? List.of(String.join("\n", texts)) : fields, lines, texts);
    }

    /** Whether there is anything to read. */
    public boolean some() {
        return !texts.isEmpty();
    }

    /** All texts, a line each: what a search for features that fire here reads. */
    public String joined() {
        return String.join("\n", texts);
    }

    /** The query that asks for these texts, without {@code ?}. */
    public String query() {
        String words = (lines ? fields : texts)
                .stream()
                        .map(text -> "text=" + URLEncoder.encode(text, StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&"));
        return lines ? words + "&lines=true" : words;
    }
}
