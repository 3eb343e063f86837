package org.fragaria.catalog;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What is rare depends on how much was read. */
class DensityTest {

    @ParameterizedTest
    @CsvSource({
        "0, 5e-4, 0.05 % – 10 %",
        "3_900, 5e-4, 0.05 % – 10 %",
        "391_604, 5e-4, 0.05 % – 10 %",
        "1_000_000, 2e-4, 0.02 % – 10 %",
        "1_999_999, 2e-4, 0.02 % – 10 %",
        "2_000_000, 1e-4, 0.01 % – 10 %",
        "5_000_000_000, 1e-4, 0.01 % – 10 %",
    })
    void usualBeginsWhereTheCorpusSaysSomething(String tokens, double least, String label) {
        long read = Long.parseLong(tokens.replace("_", ""));
        assertThat(Density.USUAL.least(read)).isEqualTo(least);
        assertThat(Density.RARE.most(read)).isEqualTo(least);
        assertThat(Density.USUAL.label(read)).isEqualTo(label);
        assertThat(Density.RARE.label(read)).isEqualTo("below " + label.substring(0, label.indexOf(" –")));
    }
}
