package org.fragaria.experiment;

import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.fragaria.problem.InvalidException;

/** Counts an outcome in one text. Immutable. */
final class Counter {

    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}'’-]+|\\p{N}+");

    private final Outcome.Kind kind;
    private final String wanted;
    private final Pattern pattern;

    Counter(Outcome outcome) {
        kind = outcome.what();
        boolean text = kind != Outcome.Kind.FEATURE;
        wanted = text ? outcome.wanted().strip().toLowerCase(Locale.ROOT) : "";
        pattern = kind == Outcome.Kind.WORDS || kind == Outcome.Kind.REGEX ? outcome.pattern() : WORD;
    }

    private Counter(Outcome.Kind kind, String wanted, Pattern pattern) {
        this.kind = kind;
        this.wanted = wanted;
        this.pattern = pattern;
    }

    /** The same with another pattern, which may be longer than people may send. */
    Counter with(Pattern other) {
        return new Counter(kind, wanted, other);
    }

    /**
     * Hits and trials in a text.
     *
     * @param tokens display strings of its tokens
     * @param text the same as one
     */
    long[] count(List<String> tokens, String text) {
        return switch (kind) {
            case TOKEN ->
                new long[] {
                    tokens.stream()
                            .filter(token ->
                                    token.strip().toLowerCase(Locale.ROOT).equals(wanted))
                            .count(),
                    tokens.size()
                };
            case WORDS -> words(text);
            case PHRASE -> new long[] {text.toLowerCase(Locale.ROOT).contains(wanted) ? 1 : 0, 1};
            case REGEX -> new long[] {pattern.matcher(new Bounded(text)).find() ? 1 : 0, 1};
            case FEATURE -> throw new IllegalStateException("A feature is read, not counted");
        };
    }

    private long[] words(String text) {
        long hits = 0;
        long trials = 0;
        for (MatchResult word : WORD.matcher(text).results().toList()) {
            hits += pattern.matcher(new Bounded(word.group())).matches() ? 1 : 0;
            trials++;
        }
        return new long[] {hits, trials};
    }

    /** A text that is looked at a bounded number of times: a regular expression may try more ways than there are atoms. */
    private static final class Bounded implements CharSequence {
        private static final int MOST_LOOKS = 2_000_000;

        private final CharSequence text;
        private int looks;

        Bounded(CharSequence text) {
            this.text = text;
        }

        @Override
        public char charAt(int index) {
            if (++looks > MOST_LOOKS) {
                throw new InvalidException(
                        "The regular expression tries too many ways to fit: nested repetitions such as"
                                + " (a+)+ do that. Write it with fewer.");
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int from, int to) {
            return text.subSequence(from, to);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
