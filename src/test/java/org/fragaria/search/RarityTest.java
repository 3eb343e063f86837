package org.fragaria.search;

import java.util.List;

import org.junit.jupiter.api.Test;

import org.fragaria.feature.FeatureStore.Row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class RarityTest {

    private static final Row ROW = new Row(0, 10, 0.01, 0.5, new long[] {60, 30, 8, 2}, List.of());

    @Test
    void rarityIsTheShareOfTokensAtLeastAsStrong() {
        assertThat(Rarity.of(ROW, 5)).isCloseTo(0.001, within(1e-12));
        assertThat(Rarity.of(ROW, 7.5f)).isCloseTo(0.0002, within(1e-12));
        assertThat(Rarity.of(ROW, 8.75f)).isCloseTo(0.0001, within(1e-12));
    }

    @Test
    void whatBeatsTheCorpusIsRarest() {
        assertThat(Rarity.of(ROW, 12)).isZero();
    }

    @Test
    void deadFeatureHasNoHistogram() {
        assertThat(Rarity.of(new Row(0, 0, 0, Double.NaN, new long[0], List.of()), 3))
                .isZero();
    }
}
