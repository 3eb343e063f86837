package org.fragaria.truth;

import java.util.List;
import java.util.function.Predicate;

import org.fragaria.village.Sentences;

/** The sentences of text that breaks off somewhere. */
final class Written {

    private Written() {}

    /**
     * The complete sentences of a text, as the checker takes them; what breaks off at the end is left out.
     *
     * @param text a space in front of it, with which a continuation begins, is no part of its first sentence
     */
    static List<String> complete(String text) {
        List<String> sentences = Sentences.split(text.startsWith(" ") ? text.substring(1) : text);
        boolean whole = text.endsWith("\n")
                || (!sentences.isEmpty() && sentences.getLast().strip().matches("(?s).*[.!?][\"»)]*"));
        return whole || sentences.isEmpty() ? sentences : sentences.subList(0, sentences.size() - 1);
    }

    /** Where the first {@code n} complete sentences end, or -1 if there are fewer. */
    static int endOf(String text, int n) {
        List<String> sentences = complete(text);
        if (sentences.size() < n) {
            return -1;
        }
        int at = 0;
        for (String sentence : sentences.subList(0, n)) {
            at = text.indexOf(sentence, at) + sentence.length();
        }
        return at;
    }

    /** How many complete sentences are accepted, and how many there are. */
    static long[] accepted(String text, Predicate<String> accepts) {
        List<String> sentences = complete(text);
        return new long[] {sentences.stream().filter(accepts).count(), sentences.size()};
    }
}
