package org.fragaria.village;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Scenes in four tongues, recipes, sums, counting, programs and lists. */
class ScenesTest {

    private static final int DOCUMENTS = 2_000;
    private static final Set<String> ACCEPTED = new HashSet<>();

    /** Every genre as often as {@link Village} draws it. */
    private static final Map<Genre, Integer> WEIGHTS = Map.of(
            new French(), 8,
            new German(), 8,
            new Spanish(), 8,
            new Plain(), 6,
            new Recipe(), 7,
            new Sums(), 6,
            new Count(), 3,
            new Code(), 7,
            new Listing(), 4);

    private static final String OURS = "fr.noun fr.article french de.noun de.article german es.noun es.article spanish"
            + " vegetable dish vessel verb.cook amount keyword variable call operator sum.result sum.carry digit number.word"
            + " bracket.1 bracket.2 bracket.3 indented listing quote question negated reason domain.recipe domain.sum"
            + " domain.code domain.count word.strawberry word.not word.because fruit animal place person preposition pronoun"
            + " weather colour taste daytime";

    static Stream<Genre> genres() {
        return Stream.of(
                new French(),
                new German(),
                new Spanish(),
                new Plain(),
                new Recipe(),
                new Sums(),
                new Count(),
                new Code(),
                new Listing());
    }

    /** Sentences come again and again: each is parsed once. */
    private static boolean accepted(String sentence) {
        return ACCEPTED.contains(sentence) || Grammar.village().accepts(sentence) && ACCEPTED.add(sentence);
    }

    @ParameterizedTest
    @MethodSource("genres")
    void everySentenceIsAccepted(Genre genre) {
        for (int i = 0; i < DOCUMENTS; i++) {
            Document document = document(genre, i);
            assertThat(document.text()).isNotBlank().doesNotContain("  . ").doesNotContain(" \n");
            assertThat(sentences(document.text()))
                    .allSatisfy(sentence ->
                            assertThat(accepted(sentence)).as(sentence).isTrue());
            assertThat(document.spans()).allSatisfy(span -> {
                assertThat(span.from()).isBetween(0, span.to());
                assertThat(span.to()).isLessThanOrEqualTo(document.text().length());
            });
        }
    }

    @ParameterizedTest
    @MethodSource("genres")
    void theSameDrawIsTheSameDocument(Genre genre) {
        for (int i = 0; i < 50; i++) {
            assertThat(document(genre, i)).isEqualTo(document(genre, i));
        }
    }

    @Test
    void sumsAreRight() {
        int checked = 0;
        for (int i = 0; i < DOCUMENTS; i++) {
            for (String sentence : sentences(document(new Sums(), i).text())) {
                Optional<Boolean> right = Sums.check(sentence);
                assertThat(right.orElse(true)).as(sentence).isTrue();
                checked += right.isPresent() ? 1 : 0;
            }
        }
        assertThat(checked).isGreaterThan(2 * DOCUMENTS);
    }

    @Test
    void wrongSumsAreSeen() {
        assertThat(Sums.check("12 + 7 = 19.")).contains(true);
        assertThat(Sums.check("12 + 7 = 20.")).contains(false);
        assertThat(Sums.check("12 plus 7 is not 19, but 20.")).contains(false);
        assertThat(Sums.check("Take 3 from 10 and 7 are left.")).contains(true);
        assertThat(Sums.check("The difference of 10 and 3 is 6.")).contains(false);
        assertThat(Sums.check("9 is 12 minus 4.")).contains(false);
        assertThat(Sums.check("Anna has 5 plums.")).isEmpty();
    }

    @Test
    void carriesAreTold() {
        for (int i = 0; i < DOCUMENTS; i++) {
            Document document = document(new Sums(), i);
            for (Span span : document.spans()) {
                if (span.concept().equals("sum.carry")) {
                    assertThat(document.text().substring(span.from(), span.to()))
                            .matches("\\d{2,3}");
                }
            }
        }
    }

    @Test
    void bracketsClose() {
        for (int i = 0; i < DOCUMENTS; i++) {
            document(new Code(), i).text().lines().forEach(line -> assertThat(Code.balanced(line))
                    .as(line)
                    .isTrue());
        }
        assertThat(Code.balanced("print([1, 2)]")).isFalse();
        assertThat(Code.balanced("print([1, 2]")).isFalse();
    }

    @Test
    void wordsAgree() {
        assertThat(text(new French()))
                .contains("la pomme", "l'oie", "une abeille")
                .doesNotContainPattern("(?i)\\b(le|un) (pomme|souris|fraise|chèvre|vache|clé)\\b")
                .doesNotContainPattern("(?i)\\b(la|une) (chien|chat|cheval|citron|melon|moulin|livre)\\b")
                .doesNotContainPattern("(?i)\\b(le|la|de|ne) [aeiouéh]\\p{L}+");
        assertThat(text(new German()))
                .contains("in der Mühle", "zur Mühle", "den Apfel", "Der Apfel ist")
                .doesNotContainPattern("\\b(Der|[Dd]en|[Dd]as|ein|einen) (Maus|Erdbeere|Laterne|Birne|Kuh)\\b")
                .doesNotContainPattern("(isst|sucht|findet) (der|ein) (Apfel|Pfirsich)");
        assertThat(text(new Spanish()))
                .contains("la fresa", "¿Dónde", "¡")
                .doesNotContainPattern("(?i)\\b(el|un) (fresa|cabra|vaca|rana|llave)\\b")
                .doesNotContainPattern("\\b(a|de) el\\b");
    }

    @Test
    void everyConceptOccursOften() {
        Map<String, Integer> found = new HashMap<>();
        int words = 0;
        for (int i = 0; words < 40_000; i++) {
            for (Map.Entry<Genre, Integer> entry : WEIGHTS.entrySet()) {
                for (int k = 0; k < entry.getValue(); k++) {
                    Document document = document(entry.getKey(), i * 10L + k);
                    words += document.text().split("\\s+").length;
                    document.spans().forEach(span -> found.merge(span.concept(), 1, Integer::sum));
                }
            }
        }
        assertThat(Arrays.asList(OURS.split(" "))).allSatisfy(concept -> assertThat(found.getOrDefault(concept, 0))
                .as(concept)
                .isGreaterThanOrEqualTo(concept.startsWith("domain.") ? 30 : 60));
    }

    private static String text(Genre genre) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < DOCUMENTS; i++) {
            text.append(document(genre, i).text()).append('\n');
        }
        return text.toString();
    }

    private static Document document(Genre genre, long number) {
        Scribe scribe = new Scribe(Grammar.village(), new SplittableRandom(number).split());
        genre.write(scribe, Village.Split.TRAIN, Village.Stage.ALL);
        return scribe.document(genre.name());
    }

    /** Cuts after a sentence's end, with or without a closing quotation mark, before a capital, a digit or a quotation. */
    private static List<String> sentences(String text) {
        List<String> sentences = new ArrayList<>();
        text.lines()
                .filter(line -> !line.isBlank())
                .forEach(line -> sentences.addAll(List.of(line.split("(?<=[.?!]|[.?!]\") (?=[\\p{Lu}\\d\"¿¡])"))));
        return sentences;
    }
}
