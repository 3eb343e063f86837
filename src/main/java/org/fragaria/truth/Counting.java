package org.fragaria.truth;

import java.util.regex.MatchResult;

/**
 * Counts a concept in generated text, by a rule that needs no labels.
 *
 * @param concept id of the concept
 * @param kind how it is counted
 * @param lexicon words of the concept
 */
record Counting(String concept, Kind kind, Lexicon lexicon) {

    /** The ways to count. */
    enum Kind {
        WORDS("share of the words generated that stand inside the concept in more than half of their occurrences in the"
                + " selection texts"),
        TEXTS("share of the continuations whose words, on average, stand inside the concept in more than half of their"
                + " occurrences in the selection texts"),
        DIGITS("share of the pieces between spaces generated that hold a digit"),
        QUESTIONS("share of the sentence ends generated (. ! ?) that are question marks"),
        QUOTED("share of the pieces between spaces generated that begin inside or with a quotation"),
        BRACKETED("share of the pieces between spaces generated that begin inside or hold an open bracket");

        private final String rule;

        Kind(String rule) {
            this.rule = rule;
        }

        /** The rule in words. */
        String rule() {
            return rule;
        }
    }

    static Counting of(String concept, LabelledTexts texts) {
        Kind kind =
                switch (concept) {
                    case "french", "german", "spanish" -> Kind.TEXTS;
                    case "digit" -> Kind.DIGITS;
                    case "question" -> Kind.QUESTIONS;
                    case "quote" -> Kind.QUOTED;
                    case "bracket.1" -> Kind.BRACKETED;
                    default -> concept.startsWith("domain.") ? Kind.TEXTS : Kind.WORDS;
                };
        return new Counting(concept, kind, new Lexicon(texts, concept));
    }

    /**
     * Counts.
     *
     * @param prompt what stands before
     * @param text what was generated
     * @return hits and trials
     */
    long[] count(String prompt, String text) {
        return switch (kind) {
            case WORDS -> {
                long[] found = new long[2];
                for (MatchResult word : Lexicon.WORD.matcher(text).results().toList()) {
                    found[0] += lexicon.share(word.group()) > 0.5 ? 1 : 0;
                    found[1]++;
                }
                yield found;
            }
            case TEXTS -> {
                double mean = Lexicon.WORD
                        .matcher(text)
                        .results()
                        .mapToDouble(word -> lexicon.share(word.group()))
                        .average()
                        .orElse(0);
                yield new long[] {mean > 0.5 ? 1 : 0, 1};
            }
            case DIGITS -> pieces(text, piece -> piece.chars().anyMatch(Character::isDigit));
            case QUESTIONS ->
                new long[] {
                    text.chars().filter(c -> c == '?').count(),
                    text.chars().filter(c -> c == '?' || c == '.' || c == '!').count()
                };
            case QUOTED -> inside(prompt, text, true);
            case BRACKETED -> inside(prompt, text, false);
        };
    }

    private static long[] pieces(String text, java.util.function.Predicate<String> counted) {
        long[] found = new long[2];
        for (String piece : text.strip().split("\\s+", -1)) {
            if (!piece.isEmpty()) {
                found[0] += counted.test(piece) ? 1 : 0;
                found[1]++;
            }
        }
        return found;
    }

    private static long[] inside(String prompt, String text, boolean quotes) {
        int[] depth = {0};
        follow(prompt, depth, quotes);
        return pieces(text, piece -> {
            boolean before = depth[0] > 0;
            boolean opened = follow(piece, depth, quotes);
            return before || opened;
        });
    }

    /** Follows quotation marks or brackets through a text; whether one was opened in it. A line break ends a quotation. */
    private static boolean follow(String text, int[] depth, boolean quotes) {
        boolean opened = false;
        for (char c : text.toCharArray()) {
            if (quotes && c == '\n') {
                depth[0] = 0;
            } else if (quotes && c == '"') {
                depth[0] = 1 - depth[0];
                opened |= depth[0] == 1;
            } else if (!quotes && (c == '(' || c == '[')) {
                depth[0]++;
                opened = true;
            } else if (!quotes && (c == ')' || c == ']') && depth[0] > 0) {
                depth[0]--;
            }
        }
        return opened;
    }
}
