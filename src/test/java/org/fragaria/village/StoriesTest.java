package org.fragaria.village;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Stories, talks, letters and echoes. */
class StoriesTest {

    /** Occurrences in {@link #WORDS} words: with so many a concept has some dozens in the texts of a truth report. */
    private static final int ENOUGH = 50;

    private static final int DOCUMENTS = 3_000;
    private static final int WORDS = 40_000;
    private static final Map<Genre, Integer> WEIGHTS =
            Map.of(new Story(), 45, new Talk(), 10, new Letter(), 7, new Echo(), 4);

    private static final String OURS =
            "word.strawberry word.apple word.plum word.pear word.dog word.cat word.horse word.mouse"
                    + " word.mill word.barn word.bridge word.garden word.rain word.snow word.red word.green word.not word.because"
                    + " word.fox word.owl animal fruit place person weather mood.good mood.bad colour taste size sound number.word"
                    + " day month daytime clothing verb.motion verb.speech verb.rest preposition pronoun liar honest thing.lost"
                    + " place.true place.decoy place.said listener greeting signature quote question negated reason lie truth date"
                    + " address domain.story domain.letter domain.talk domain.echo state.wet state.cold state.hungry state.night"
                    + " state.again";

    static List<Genre> genres() {
        return List.copyOf(WEIGHTS.keySet());
    }

    @ParameterizedTest
    @MethodSource("genres")
    void everySentenceIsAccepted(Genre genre) {
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < DOCUMENTS; i++) {
            for (String sentence :
                    Sentences.split(document(genre, i, Village.Split.TRAIN).text())) {
                if (!Grammar.village().accepts(sentence)) {
                    wrong.add(sentence);
                }
            }
        }
        assertThat(wrong).as(genre.name()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("genres")
    void theSameDrawIsTheSameDocument(Genre genre) {
        for (int i = 0; i < 50; i++) {
            assertThat(document(genre, i, Village.Split.TRAIN)).isEqualTo(document(genre, i, Village.Split.TRAIN));
        }
    }

    @Test
    void swappedWordsAreMostlyRejected() {
        SplittableRandom random = new SplittableRandom(5);
        int tried = 0;
        int accepted = 0;
        for (int i = 0; i < 500; i++) {
            for (String sentence : Sentences.split(
                    document(new Story(), i, Village.Split.TRAIN).text())) {
                List<String> words = new ArrayList<>(Arrays.asList(sentence.split(" ")));
                Collections.swap(words, random.nextInt(words.size()), random.nextInt(words.size()));
                String swapped = String.join(" ", words);
                if (!swapped.equals(sentence)) {
                    tried++;
                    accepted += Grammar.village().accepts(swapped) ? 1 : 0;
                }
            }
        }
        assertThat(accepted).isLessThan(tried / 10);
    }

    @Test
    void everyConceptIsFrequent() {
        Map<String, Integer> counts = new TreeMap<>();
        int words = 0;
        for (int i = 0; words < WORDS; i++) {
            Document document = document(draw(i), i, Village.Split.TRAIN);
            words += document.text().split("\\s+").length;
            document.spans().stream().distinct().forEach(span -> counts.merge(span.concept(), 1, Integer::sum));
        }
        List<String> rare = Arrays.stream(OURS.split(" "))
                .filter(concept -> !concept.startsWith("domain.") && !concept.startsWith("state."))
                .filter(concept -> counts.getOrDefault(concept, 0) < ENOUGH)
                .map(concept -> concept + "=" + counts.get(concept))
                .toList();
        assertThat(rare).isEmpty();
        assertThat(counts.keySet()).contains(OURS.split(" "));
    }

    @Test
    void statementsAreWhatTheTextSays() {
        int lies = 0;
        int all = 0;
        for (int i = 0; i < DOCUMENTS; i++) {
            for (Village.Split split : Village.Split.values()) {
                Document document = document(new Story(), i, split);
                for (Statement said : document.statements()) {
                    all++;
                    lies += said.lies() ? 1 : 0;
                    assertThat(Search.heldOut(said.thing(), said.place(), said.decoy()))
                            .isEqualTo(split == Village.Split.TEST);
                    assertThat(document.text()).contains(said.thing());
                    assertThat(document.text().substring(said.speakerAt())).startsWith(said.speaker());
                    assertThat(document.text().substring(said.saidAt() - "the ".length()))
                            .startsWith("the " + said.said() + ".\"");
                    assertThat(said.said()).isEqualTo(said.lies() ? said.decoy() : said.place());
                }
            }
        }
        assertThat((double) lies / all).isBetween(0.37, 0.43);
    }

    @Test
    void onlyTheHonestSpeakAtFirst() {
        for (int i = 0; i < 500; i++) {
            Scribe scribe = new Scribe(Grammar.village(), new SplittableRandom(i).split());
            new Story().write(scribe, Village.Split.TRAIN, Village.Stage.TRUTHFUL);
            assertThat(scribe.document("story").statements()).noneMatch(Statement::lies);
        }
    }

    @Test
    void sentencesSeldomRepeat() {
        Map<String, Integer> counts = new HashMap<>();
        int all = 0;
        for (int i = 0; i < 20_000; i++) {
            for (String sentence :
                    Sentences.split(document(draw(i), i, Village.Split.TRAIN).text())) {
                counts.merge(sentence, 1, Integer::sum);
                all++;
            }
        }
        System.out.printf(
                "patterns %d, sentences %d, distinct %.3f%n",
                Grammar.village().patterns(), all, (double) counts.size() / all);
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .limit(12)
                .forEach(entry -> System.out.println(entry.getValue() + " " + entry.getKey()));
        assertThat((double) counts.size() / all).isGreaterThan(0.25);
    }

    private static Genre draw(int number) {
        int left = new SplittableRandom(number).split().nextInt(66);
        for (Genre genre : List.of(new Story(), new Talk(), new Letter(), new Echo())) {
            left -= switch (genre.name()) {
                case "story" -> 45;
                case "talk" -> 10;
                case "letter" -> 7;
                default -> 4;
            };
            if (left < 0) {
                return genre;
            }
        }
        throw new AssertionError(number);
    }

    private static Document document(Genre genre, int number, Village.Split split) {
        Scribe scribe = new Scribe(Grammar.village(), new SplittableRandom(number).split());
        genre.write(scribe, split, Village.Stage.ALL);
        return scribe.document(genre.name());
    }
}
