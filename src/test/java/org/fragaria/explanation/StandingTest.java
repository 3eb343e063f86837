package org.fragaria.explanation;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import org.fragaria.feature.Label;

import static org.assertj.core.api.Assertions.assertThat;

/** Which label stands first. */
class StandingTest {

    private static Label label(String text, String method, int votes, double... scores) {
        List<Label.Score> all = new ArrayList<>();
        for (double score : scores) {
            all.add(new Label.Score("detection", score));
        }
        return new Label(text, text, method, null, votes, all);
    }

    @Test
    void peopleThenVotesThenScoresThenAge() {
        Standing standing = Standing.of(List.of(
                label("automatic, old", "m", 0),
                label("automatic, young", "m", 0),
                label("automatic, good", "m", 0, 0.9),
                label("automatic, bad", "m", 0, 0.4),
                label("automatic, liked", "m", 1),
                label("by hand", Standing.HUMAN, 0),
                label("by hand, liked", Standing.HUMAN, 3),
                label("by hand, refused", Standing.HUMAN, -1)));
        assertThat(standing.above())
                .extracting(Label::text)
                .containsExactly(
                        "by hand, liked",
                        "by hand",
                        "automatic, liked",
                        "automatic, good",
                        "automatic, old",
                        "automatic, young",
                        "automatic, bad");
        assertThat(standing.below()).extracting(Label::text).containsExactly("by hand, refused");
    }

    @Test
    void headlineIsOneShortLine() {
        assertThat(Words.headline("one\ntwo")).isEqualTo("one");
        assertThat(Words.headline("word ".repeat(60)))
                .hasSizeLessThanOrEqualTo(142)
                .endsWith("word …");
        assertThat(Words.headline("x".repeat(2000)))
                .hasSizeLessThanOrEqualTo(142)
                .endsWith("x …");
        assertThat(Words.headline("🍓".repeat(500))).doesNotContain("\ud83c ");
        assertThat(Words.votes(-2)).isEqualTo("−2 votes");
        assertThat(Words.votes(1)).isEqualTo("+1 vote");
    }
}
