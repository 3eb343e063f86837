package org.fragaria.village;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A language that scenes are told in. Its rules begin with its id; its lists of words are parallel to those of the other
 * tongues, so that a scene can be told in two of them. Immutable.
 */
final class Tongue {

    private static final Map<String, String> KINDS =
            Map.of("a", "animal", "b", "animal", "p", "place", "f", "food", "o", "object", "w", "weather");
    private static final List<String> FORMS = List.of(
            "", ".one", ".acc", ".to", ".of", ".at", ".many", ".colour", ".taste", ".tasty", ".then", ".why", ".today",
            ".does");
    private static final Pattern WORD = Pattern.compile("\\p{L}+(?:-\\p{L}+)*");

    static final Tongue ENGLISH = new Tongue("en", Clauses.ENGLISH);
    static final Tongue FRENCH = new Tongue("fr", Clauses.negation("ne |n'"));
    static final Tongue GERMAN = new Tongue("de", Clauses.negation("nicht |nichts |nie |niemand "));
    static final Tongue SPANISH = new Tongue("es", Clauses.negation("no |nunca |nadie "));

    private final String id;
    private final Pattern negation;
    private final Map<String, List<String>> forms;
    private final Map<String, Set<String>> genders = new LinkedHashMap<>();
    private final Set<String> nouns;
    private final Set<String> articles;

    private Tongue(String id, Pattern negation) {
        this.id = id;
        this.negation = negation;
        Grammar grammar = Grammar.village();
        this.forms = forms(grammar);
        for (String gender : List.of("m", "f", "n")) {
            this.genders.put(gender, words(grammar, ".animal." + gender));
        }
        this.nouns = words(grammar, ".noun");
        this.articles = words(grammar, ".article");
    }

    private Map<String, List<String>> forms(Grammar grammar) {
        Map<String, List<String>> found = new HashMap<>();
        KINDS.forEach((variable, kind) -> FORMS.forEach(form -> {
            String rule = id + "." + kind + form;
            if (grammar.lists(rule)) {
                found.put(variable + form, grammar.words(rule));
            }
        }));
        return found;
    }

    private Set<String> words(Grammar grammar, String rule) {
        return grammar.lists(id + rule) ? Set.copyOf(grammar.words(id + rule)) : Set.of();
    }

    /** What the names of its rules begin with: {@code fr}. */
    String id() {
        return id;
    }

    /** The name of one of its rules. */
    String rule(String name) {
        return id + "." + name;
    }

    /**
     * Every variable of a scene: {@code a.acc} is the first animal in the accusative.
     *
     * @param cast for each of the variables {@code a, b, p, f, o, w} which word of its list it is
     */
    Map<String, String> bindings(Map<String, Integer> cast) {
        Map<String, String> bindings = new HashMap<>();
        forms.forEach(
                (variable, words) -> bindings.put(variable, words.get(cast.getOrDefault(variable.substring(0, 1), 0))));
        return bindings;
    }

    /** How many words its list of a kind has. */
    int size(String variable) {
        return forms.getOrDefault(variable, List.of()).size();
    }

    /** The gender of an animal as rules are named by it, {@code m}, {@code f} or {@code n}; empty in a tongue without. */
    String gender(String animal) {
        return genders.entrySet().stream()
                .filter(gender -> gender.getValue().contains(animal))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("");
    }

    /** Labels clauses, nouns and articles from a place on. */
    void label(Scribe scribe, int from) {
        Clauses.label(scribe, from, negation);
        List<MatchResult> words =
                WORD.matcher(scribe.text().substring(from)).results().toList();
        List<Boolean> noun = new ArrayList<>();
        words.forEach(word -> noun.add(nouns.contains(word.group())));
        noun.addAll(List.of(false, false));
        for (int i = 0; i < words.size(); i++) {
            MatchResult word = words.get(i);
            if (noun.get(i)) {
                scribe.label(rule("noun"), from + word.start(), from + word.end());
            } else if ((noun.get(i + 1) || noun.get(i + 2))
                    // French and Spanish pronouns look like articles; no noun is near them
                    && articles.contains(word.group().toLowerCase(Locale.ROOT))) {
                scribe.label(rule("article"), from + word.start(), from + word.end());
            }
        }
    }
}
