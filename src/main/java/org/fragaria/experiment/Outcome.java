package org.fragaria.experiment;

import java.util.Locale;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

import org.fragaria.problem.InvalidException;

/**
 * What an experiment counts in the texts that are written.
 *
 * @param kind {@code token}: share of the tokens that are this one, whatever its case and leading space; {@code words}:
 *     share of the words that a regular expression fits as a whole; {@code phrase}: share of the texts that hold a phrase,
 *     whatever its case; {@code regex}: share of the texts in which a regular expression is found; {@code feature}: share of
 *     the tokens on which a feature is above a threshold, read by the model left alone
 * @param text the token, phrase or regular expression; null of a feature
 * @param source source of the feature
 * @param feature its number
 * @param above the threshold, raw; 0 by default
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Outcome(
        String kind,
        @Nullable String text,
        @Nullable String source,
        @Nullable Integer feature,
        @Nullable Double above) {

    private static final int LONGEST = 200;

    /** The kinds. */
    enum Kind {
        TOKEN("tokens"),
        WORDS("words"),
        PHRASE("texts"),
        REGEX("texts"),
        FEATURE("tokens");

        private final String counted;

        Kind(String counted) {
            this.counted = counted;
        }

        /** What is counted, in the plural. */
        String counted() {
            return counted;
        }
    }

    /** Its kind. */
    Kind what() {
        for (Kind one : Kind.values()) {
            if (one.name().toLowerCase(Locale.ROOT).equals(kind)) {
                return one;
            }
        }
        throw new InvalidException(
                "Outcome '" + kind + "': expected token, words, phrase, regex or feature, which is what is counted.");
    }

    /** Whether the rate is one of texts, so that a single text has it or not. */
    boolean ofTexts() {
        return what() == Kind.PHRASE || what() == Kind.REGEX;
    }

    /** The text that is looked for. */
    String wanted() {
        if (text == null || text.isBlank()) {
            throw new InvalidException("Outcome '" + kind + "' has no text: say which " + kind + " is counted.");
        }
        if (text.length() > LONGEST) {
            throw new InvalidException(
                    "The text of the outcome has " + text.length() + " characters: expected at most " + LONGEST + ".");
        }
        return text;
    }

    /** Its regular expression. */
    Pattern pattern() {
        try {
            return Pattern.compile(wanted(), Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
        } catch (PatternSyntaxException e) {
            throw new InvalidException(
                    "The regular expression '" + text + "' is broken at character " + e.getIndex() + ": "
                            + e.getDescription() + ".",
                    e);
        }
    }

    /** The feature's source and number. */
    String source(String forWhat) {
        if (source == null || feature == null) {
            throw new InvalidException("Outcome feature: name its source and number, for " + forWhat + ".");
        }
        return source;
    }

    /** The threshold. */
    double threshold() {
        return above == null ? 0 : above;
    }

    /** What is counted, in words: {@code share of words like “fraise”}. */
    public String words() {
        return switch (what()) {
            case TOKEN -> "share of tokens that are “" + wanted().strip() + "”";
            case WORDS -> "share of words like “" + wanted() + "”";
            case PHRASE -> "share of texts with “" + wanted() + "”";
            case REGEX -> "share of texts that fit “" + wanted() + "”";
            case FEATURE -> "share of tokens with feature " + feature + " of " + source("it") + " on";
        };
    }

    /** What heads a column: the token, phrase or feature alone. */
    public String brief() {
        return what() == Kind.FEATURE ? "feature " + feature : wanted().strip();
    }
}
