package org.fragaria.explanation;

import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import org.fragaria.feature.FeatureStore.Row;
import org.fragaria.feature.Label;
import org.fragaria.feature.TokenTexts;
import org.fragaria.measure.MeasuredFeature.Firing;
import org.fragaria.measure.MeasuredFeature.Guess;
import org.fragaria.measure.MeasuredFeature.TokenScore;
import org.fragaria.testsupport.VillageData;

import static org.assertj.core.api.Assertions.assertThat;

/** What is said of a feature without a language model. */
class OfflineLabelTest {

    private static final TokenTexts TEXTS = TokenTexts.open(VillageData.LIVE_MODEL.resolve("tokenizer.json"));

    private static Row row(List<TokenScore> tokens, Guess guess) {
        return new Row(3, Firing.DEAD, new long[0], tokens, guess);
    }

    private static String name(int token) {
        return "‘" + TEXTS.text(token).replace("\n", "↵") + "’";
    }

    @Test
    void aRuleIsSaidInWordsWithItsFigures() {
        Guess guess = new Guess(IntStream.range(300, 307).boxed().toList(), List.of(290), 6, 8, 24);
        Label label = OfflineLabel.of(row(List.of(new TokenScore(300, 5)), guess), TEXTS)
                .orElseThrow();
        assertThat(label.text())
                .isEqualTo("tokens: " + name(300) + ", " + name(301) + ", " + name(302) + ", " + name(303) + ", "
                        + name(304) + " and 2 more; after " + name(290));
        assertThat(label.id()).isNull();
        assertThat(label.method()).isEqualTo("offline");
        assertThat(label.scores()).containsExactly(new Label.Score("precision", 0.75), new Label.Score("recall", 0.25));
    }

    @Test
    void aRuleOfWhatStandsBeforeSaysSo() {
        Guess guess = new Guess(List.of(), List.of(290), 0, 0, 5);
        Label label = OfflineLabel.of(row(List.of(new TokenScore(300, 5)), guess), TEXTS)
                .orElseThrow();
        assertThat(label.text()).isEqualTo("any token after " + name(290));
        assertThat(label.scores()).containsExactly(new Label.Score("recall", 0));
    }

    @Test
    void withoutARuleTheStrongestTokensStandWithoutAFigure() {
        List<TokenScore> tokens = List.of(new TokenScore(300, 5), new TokenScore(301, 3), new TokenScore(302, 1));
        Label label = OfflineLabel.of(row(tokens, Guess.UNKNOWN), TEXTS).orElseThrow();
        assertThat(label.text()).isEqualTo("strongest tokens: " + name(300) + ", " + name(301));
        assertThat(label.scores()).isEmpty();
    }

    @Test
    void whatNeverFiredHasNoName() {
        assertThat(OfflineLabel.of(row(List.of(), Guess.UNKNOWN), TEXTS)).isEmpty();
    }
}
