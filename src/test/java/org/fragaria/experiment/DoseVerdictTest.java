package org.fragaria.experiment;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class DoseVerdictTest {

    private static final Spread NO_KL = new Spread(0, 0, 0);

    private static DosePoint point(double strength, double rate, double cost, double repeated) {
        return new DosePoint(
                strength,
                strength,
                16,
                Rate.of(Math.round(rate * 1000), 1000),
                new Spread(rate, rate, rate),
                new Spread(cost, cost, cost),
                NO_KL,
                new Repetition(1, 1, 1 - repeated, repeated),
                "text",
                "");
    }

    private static final DosePoint BASE = point(0, 0.03, 1.88, 0.1);

    private static final List<DosePoint> CURVE = List.of(
            point(-1, 0, 2.5, 0.1),
            point(0, 0.03, 1.88, 0.1),
            point(0.3, 0.11, 1.9, 0.1),
            point(0.6, 0.58, 2.05, 0.1),
            point(1.2, 0.95, 2.31, 0.1),
            point(1.9, 0.98, 2.66, 0.2),
            point(2.3, 0.96, 3.2, 0.3),
            point(2.7, 0.94, 4.5, 0.55),
            point(4, 0.88, 6.5, 0.7));

    @Test
    void usableRangeCollapseAndHalfAreFound() {
        DoseVerdict verdict = DoseVerdict.of(CURVE, BASE);
        assertThat(verdict.usableFrom()).isEqualTo(0.6);
        assertThat(verdict.usableTo()).isEqualTo(1.9);
        assertThat(verdict.collapse()).isEqualTo(2.7);
        assertThat(verdict.full()).isCloseTo(0.95, within(1e-9));
        assertThat(verdict.before()).isEqualTo(0.3);
        assertThat(verdict.after()).isEqualTo(0.6);
        assertThat(verdict.half()).isCloseTo(0.3 + 0.3 * (0.475 - 0.08) / (0.55 - 0.08), within(1e-9));
        assertThat(verdict.middle(CURVE)).isEqualTo(1.2);
    }

    @Test
    void chanceIsNoEffect() {
        DoseVerdict verdict = DoseVerdict.of(List.of(point(1, 0.031, 1.9, 0), point(2, 0.029, 1.9, 0)), BASE);
        assertThat(verdict.full()).isZero();
        assertThat(verdict.usableFrom()).isNull();
        assertThat(verdict.half()).isNull();
        assertThat(verdict.collapse()).isNull();
    }

    @Test
    void lesseningIsAnEffectToo() {
        DosePoint often = point(0, 0.8, 1, 0);
        DoseVerdict verdict =
                DoseVerdict.of(List.of(point(-2, 0.1, 1.1, 0), point(-1, 0.3, 1.1, 0), point(0, 0.8, 1, 0)), often);
        assertThat(verdict.full()).isCloseTo(-0.7, within(1e-9));
        assertThat(verdict.usableFrom()).isEqualTo(-2);
        assertThat(verdict.usableTo()).isEqualTo(-1);
    }

    @Test
    void wilsonsIntervalIsAsPublished() {
        // 10 of 100: 0.0552 to 0.1744 (R: prop.test(10, 100, correct = FALSE))
        Rate rate = Rate.of(10, 100);
        assertThat(rate.low()).isCloseTo(0.05523, within(1e-4));
        assertThat(rate.high()).isCloseTo(0.17437, within(1e-4));
        assertThat(Rate.of(0, 0).high()).isEqualTo(1);
    }

    @Test
    void spreadIsTheMiddleFourFifths() {
        Spread spread =
                Spread.of(IntStream.rangeClosed(0, 100).mapToDouble(i -> i).toArray());
        assertThat(spread).isEqualTo(new Spread(50, 10, 90));
        assertThat(Spread.of(new double[] {3})).isEqualTo(new Spread(3, 3, 3));
    }

    @Test
    void repetitionCountsWhatTheTextHadBefore() {
        Repetition same = Repetition.of(List.of(new int[] {1, 1, 1, 1, 1}));
        assertThat(same.distinct1()).isEqualTo(0.2);
        assertThat(same.distinct3()).isCloseTo(1 / 3.0, within(1e-12));
        assertThat(same.repeated3()).isCloseTo(2 / 3.0, within(1e-12));
        assertThat(Repetition.of(List.of(new int[] {1, 2, 3, 4})).repeated3()).isZero();
        assertThat(Repetition.of(List.of(new int[] {1})).distinct3()).isEqualTo(1);
    }

    @Test
    void divergenceIsNeverNegativeAndZeroOfTheSame() {
        Random random = new Random(5);
        for (int trial = 0; trial < 200; trial++) {
            float[] p = new float[30];
            float[] q = new float[30];
            for (int i = 0; i < 30; i++) {
                p[i] = (float) random.nextGaussian() * 4;
                q[i] = (float) random.nextGaussian() * 4;
            }
            assertThat(Losses.divergence(p, q, 10, 20)).isPositive();
            assertThat(Losses.divergence(p, p, 10, 20)).isCloseTo(0, within(1e-12));
        }
    }

    @Test
    void wordsTokensAndPhrasesAreCounted() {
        List<String> tokens = List.of(" Straw", "berry", " pie", " straw");
        String text = String.join("", tokens);
        assertThat(new Counter(new Outcome("token", "straw", null, null, null)).count(tokens, text))
                .containsExactly(2, 4);
        assertThat(new Counter(new Outcome("words", "straw(berry)?", null, null, null)).count(tokens, text))
                .containsExactly(2, 3);
        assertThat(new Counter(new Outcome("phrase", "berry PIE", null, null, null)).count(tokens, text))
                .containsExactly(1, 1);
        assertThat(new Counter(new Outcome("regex", "^ p", null, null, null)).count(tokens, text))
                .containsExactly(0, 1);
    }

    @Test
    void aRegularExpressionThatTriesForeverIsRefused() {
        Counter counter = new Counter(new Outcome("regex", ".*.*.*.*.*.*=", null, null, null));
        assertThatThrownBy(() -> counter.count(List.of(), "a".repeat(200) + "b"))
                .hasMessageContaining("tries too many ways");
    }
}
