package org.fragaria.fit;

import java.util.List;
import java.util.OptionalDouble;

import org.junit.jupiter.api.Test;

import org.fragaria.fit.FitReport.Row;
import org.fragaria.fit.FitReport.Verdict;

import static org.assertj.core.api.Assertions.assertThat;

/** Where the margins lie. */
class JudgeTest {

    private static final int FEATURES = 1000;

    @Test
    void theMeanAloneDoesBetter() {
        assertThat(verdict(1, 10)).isEqualTo(Verdict.MISMATCH);
        assertThat(verdict(Double.NaN, 0)).isEqualTo(Verdict.MISMATCH);
        assertThat(verdict(Double.POSITIVE_INFINITY, 0)).isEqualTo(Verdict.MISMATCH);
        assertThat(verdict(0.99, 10)).isEqualTo(Verdict.SUSPECT);
        assertThat(verdict(0.49, 10)).isEqualTo(Verdict.OK);
    }

    @Test
    void anotherReadingIsBetter() {
        assertThat(verdict(0.4, 10, other(0.19, 10))).isEqualTo(Verdict.MISMATCH);
        assertThat(verdict(0.4, 10, other(0.21, 10))).isEqualTo(Verdict.SUSPECT);
        assertThat(verdict(0.4, 10, other(0.29, 10))).isEqualTo(Verdict.OK);
        assertThat(verdict(0.29, 10, other(0.01, 10))).isEqualTo(Verdict.SUSPECT);
        assertThat(verdict(0.09, 10, other(0.01, 10))).isEqualTo(Verdict.OK);
    }

    @Test
    void aReadingInWhichEverythingFiresIsNone() {
        assertThat(verdict(0.4, 10, other(0.01, 501))).isEqualTo(Verdict.OK);
        assertThat(verdict(0.4, 600, other(0.01, 501))).isEqualTo(Verdict.MISMATCH);
    }

    @Test
    void theBestOneThatCountsIsNamed() {
        FitReport report = judge(
                OptionalDouble.empty(),
                new Row("resid_post.5 as declared", 1.9, 812, ""),
                other(0.3, 40),
                new Row("without BOS", 0.08, 42, "set prepend_bos to false in its configuration"),
                other(0.01, 999));
        assertThat(report.finding())
                .isEqualTo("resid_post.5 as declared: FVU 1.90, L0 812; without BOS gives 0.08, 42:"
                        + " set prepend_bos to false in its configuration.");
        assertThat(report.alternatives()).extracting(Row::fvu).containsExactly(0.01, 0.08, 0.3);
    }

    @Test
    void l0IsComparedWithTheDeclaredOne() {
        assertThat(verdict(OptionalDouble.of(29), 0.2, 10)).isEqualTo(Verdict.OK);
        assertThat(verdict(OptionalDouble.of(31), 0.2, 10)).isEqualTo(Verdict.SUSPECT);
        assertThat(verdict(OptionalDouble.of(3), 0.2, 10)).isEqualTo(Verdict.SUSPECT);
    }

    private static Row other(double fvu, double l0) {
        return new Row("other", fvu, l0, "do it");
    }

    private static Verdict verdict(double fvu, double l0, Row... alternatives) {
        return verdict(OptionalDouble.empty(), fvu, l0, alternatives);
    }

    private static Verdict verdict(OptionalDouble expected, double fvu, double l0, Row... alternatives) {
        return judge(expected, new Row("declared", fvu, l0, ""), alternatives).verdict();
    }

    private static FitReport judge(OptionalDouble expected, Row declared, Row... alternatives) {
        return new Judge(FEATURES, expected).report(declared, List.of(alternatives), 100);
    }
}
