package org.fragaria.feature;

import org.junit.jupiter.api.Test;

import org.fragaria.measure.MeasuredFeature.Histogram;

import static org.assertj.core.api.Assertions.assertThat;

/** Charts are pure functions of their data. */
class ChartsTest {

    @Test
    void barsUseTheTenShadesInOrder() {
        long[] counts = new long[40];
        java.util.Arrays.fill(counts, 9);
        ActivationChart chart = ActivationChart.of(new Histogram(0, 8.61f, counts));
        assertThat(chart.bars()).extracting(ActivationChart.Bars::level).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        assertThat(chart.ticks())
                .extracting(ActivationChart.Tick::label)
                .startsWith("0.00")
                .endsWith("8.61");
        assertThat(chart.title()).contains("360 active tokens").contains("8.61");
    }

    @Test
    void heightIsTheSquareRootOfTheCount() {
        ActivationChart chart = ActivationChart.of(new Histogram(0, 1, new long[] {100, 25, 0}));
        assertThat(chart.caps()).isEqualTo("M30.5 14h117M148.5 82h117");
    }

    @Test
    void oneCountIsEnough() {
        assertThat(ActivationChart.of(new Histogram(0, 1, new long[] {1})).bars())
                .hasSize(1);
        assertThat(LogitChart.of(new Histogram(0, 0, new long[] {5})).title()).contains("5 tokens");
    }

    @Test
    void logitsAreSplitAtZero() {
        LogitChart chart = LogitChart.of(new Histogram(-1, 1, new long[] {3, 4, 4, 3}));
        assertThat(chart.lowers().split("M", -1)).hasSize(3);
        assertThat(chart.raises().split("M", -1)).hasSize(3);
        assertThat(chart.zero()).isEqualTo(192);
    }

    @Test
    void sparkHasAtMostTwentyBars() {
        long[] counts = new long[100];
        java.util.Arrays.fill(counts, 1);
        assertThat(Drawings.spark(counts).split("M", -1)).hasSize(21);
        assertThat(Drawings.spark(new long[0])).isEmpty();
    }
}
