package org.fragaria.truth;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.fragaria.village.Document;
import org.fragaria.village.Span;

/** How often each word of the selection texts stands inside a concept: what tells a concept in text without labels. */
final class Lexicon {

    /** A word: letters, joined by apostrophes or hyphens. */
    static final Pattern WORD = Pattern.compile("\\p{L}+(?:['’-]\\p{L}+)*");

    private final Map<String, int[]> counts = new HashMap<>();

    /** Counts the words of texts for one concept. */
    Lexicon(LabelledTexts texts, String concept) {
        texts.texts().forEach(text -> count(text.document(), concept));
    }

    private void count(Document document, String concept) {
        for (MatchResult word : WORD.matcher(document.text()).results().toList()) {
            boolean inside =
                    document.spans().stream().anyMatch(span -> span.concept().equals(concept) && meets(span, word));
            int[] count = counts.computeIfAbsent(key(word.group()), any -> new int[2]);
            count[0] += inside ? 1 : 0;
            count[1]++;
        }
    }

    private static boolean meets(Span span, MatchResult word) {
        return span.from() < word.end() && span.to() > word.start();
    }

    private static String key(String word) {
        return word.toLowerCase(Locale.ROOT);
    }

    /** The share of a word's occurrences that stand inside the concept, 0..1; 0 for unknown words. */
    double share(String word) {
        int[] count = counts.get(key(word));
        return count == null ? 0 : (double) count[0] / count[1];
    }
}
