package org.fragaria.web;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FormatTest {

    @Test
    void numbersAreShortAndReadable() {
        assertThat(Format.count(4096)).isEqualTo("4,096");
        assertThat(Format.count(-1234567)).isEqualTo("−1,234,567");
        assertThat(Format.compact(24_600_000)).isEqualTo("24.6 M");
        assertThat(Format.compact(260_032)).isEqualTo("260 k");
        assertThat(Format.compact(4_096)).isEqualTo("4,096");
        assertThat(Format.value(8.614)).isEqualTo("8.61");
        assertThat(Format.value(0.0431)).isEqualTo("0.043");
        assertThat(Format.value(-1234.5)).isEqualTo("−1,235");
        assertThat(Format.value(0.0f)).isEqualTo("0.00");
        assertThat(Format.signed(1.42)).isEqualTo("+1.42");
        assertThat(Format.signed(-0.31)).isEqualTo("−0.31");
        assertThat(Format.value(Double.NaN)).isEqualTo("–");
    }

    @Test
    void fractionsKeepRareThingsApart() {
        assertThat(Format.percent(0.0021)).isEqualTo("0.21 %");
        assertThat(Format.percent(0.0582)).isEqualTo("5.8 %");
        assertThat(Format.percent(0.00003)).isEqualTo("0.0030 %");
        assertThat(Format.percent(1e-9)).isEqualTo("< 0.0001 %");
        assertThat(Format.percent(0)).isEqualTo("0 %");
        assertThat(Format.share(0.714)).isEqualTo("71 %");
        assertThat(Format.share(Double.NaN)).isEqualTo("–");
        assertThat(Format.oneIn(0.0021)).isEqualTo("476");
    }

    @Test
    void timesAreInWords() {
        assertThat(Format.duration(4.2)).isEqualTo("4.2 s");
        assertThat(Format.duration(252)).isEqualTo("4 min 12 s");
        assertThat(Format.duration(7500)).isEqualTo("2 h 5 min");
        assertThat(Format.date("2026-11-21T14:02:00Z")).isEqualTo("21 Nov 2026");
        assertThat(Format.date("yesterday")).isEqualTo("yesterday");
    }
}
