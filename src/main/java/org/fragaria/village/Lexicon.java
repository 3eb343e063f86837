package org.fragaria.village;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Labels words by what they are wherever they stand, so that rules need not call a word by its class. Immutable. */
final class Lexicon {

    private static final Pattern WORD = Pattern.compile("\\p{L}+");
    private static final List<String> TONGUES = List.of("french", "german", "spanish");
    private static final Map<String, List<String>> CONCEPTS = read();

    private Lexicon() {}

    private static Map<String, List<String>> read() {
        Map<String, Set<String>> found = new HashMap<>();
        for (Concept concept : Concepts.all()) {
            if (concept.level() == Concept.Level.CLASS
                    && !foreign(concept)
                    && Grammar.village().lists(concept.id())) {
                Grammar.village().words(concept.id()).forEach(word -> add(found, word, concept.id()));
            } else if (concept.level() == Concept.Level.WORD) {
                String word = concept.id().substring("word.".length());
                add(found, word.equals("fox") || word.equals("owl") ? Scribe.capital(word) : word, concept.id());
            }
        }
        return found.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, e -> List.copyOf(e.getValue())));
    }

    /** A class of words of another tongue: {@link Tongue} labels those, and only where that tongue is spoken. */
    private static boolean foreign(Concept concept) {
        return concept.id().matches("(?:fr|de|es)\\..*");
    }

    private static void add(Map<String, Set<String>> found, String word, String concept) {
        found.computeIfAbsent(word, any -> new TreeSet<>()).add(concept);
    }

    /**
     * Labels all words of the text so far but those in another tongue. A capital counts as small where only the small word is
     * known.
     */
    static void label(Scribe scribe) {
        BitSet foreign = foreign(scribe);
        Matcher word = WORD.matcher(scribe.text());
        List<Span> found = new ArrayList<>();
        while (word.find()) {
            String small = word.group().toLowerCase(Locale.ROOT);
            if (!foreign.get(word.start())) {
                for (String concept : CONCEPTS.getOrDefault(word.group(), CONCEPTS.getOrDefault(small, List.of()))) {
                    found.add(new Span(concept, word.start(), word.end()));
                }
            }
        }
        found.forEach(span -> scribe.label(span.concept(), span.from(), span.to()));
    }

    private static BitSet foreign(Scribe scribe) {
        BitSet foreign = new BitSet();
        for (String tongue : TONGUES) {
            scribe.spans(tongue, 0).forEach(span -> foreign.set(span.from(), span.to()));
        }
        return foreign;
    }
}
