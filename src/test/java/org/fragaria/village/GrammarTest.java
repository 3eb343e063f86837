package org.fragaria.village;

import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class GrammarTest {

    private static final Grammar SMALL = Grammar.of("""
            # words
            animal -> dog | owl | @3 cat
            fruit (food) -> plum | apple
            !eats -> {^a:animal} ate {an} [red ]{fruit}. | The {a:animal} likes <itself|the {a:animal}>.
            !call -> print\\(\\[{fruit}\\]\\)
            """);

    @Test
    void whatIsWrittenIsAccepted() {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 500; i++) {
            Scribe scribe = new Scribe(SMALL, random);
            scribe.write(i % 2 == 0 ? "eats" : "call");
            assertThat(SMALL.accepts(scribe.text())).as(scribe.text()).isTrue();
        }
    }

    @Test
    void whatIsWrongIsNot() {
        assertThat(SMALL.accepts("Dog ate an apple.")).isTrue();
        assertThat(SMALL.accepts("Dog ate a apple.")).isFalse();
        assertThat(SMALL.accepts("dog ate an apple.")).isFalse();
        assertThat(SMALL.accepts("The dog likes the dog.")).isTrue();
        assertThat(SMALL.accepts("The dog likes the cat.")).isFalse();
        assertThat(SMALL.accepts("Dog ate an apple. ")).isFalse();
    }

    @Test
    void spansSayWhatHoldsWhere() {
        Scribe scribe = new Scribe(SMALL, new SplittableRandom(1));
        scribe.write("eats", "a", "owl");
        scribe.say("call");
        Document document = scribe.document("test");
        assertThat(document.spans()).allSatisfy(span -> {
            assertThat(span.from()).isBetween(0, span.to());
            assertThat(span.to()).isLessThanOrEqualTo(document.text().length());
        });
        for (Span span : document.spans()) {
            if (span.concept().startsWith("word.")) {
                assertThat("word."
                                + document.text()
                                        .substring(span.from(), span.to())
                                        .toLowerCase())
                        .isEqualTo(span.concept().toLowerCase());
            }
        }
        assertThat(document.spans())
                .extracting(Span::concept)
                .contains("animal", "word.owl", "fruit", "food", "bracket.2");
    }

    @Test
    void aMissingRuleIsNamed() {
        assertThatThrownBy(() -> Grammar.of("!a -> {b}")).hasMessageContaining("[b]");
    }
}
