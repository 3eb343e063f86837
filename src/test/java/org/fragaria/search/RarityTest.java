package org.fragaria.search;

import java.util.List;

import org.junit.jupiter.api.Test;

import org.fragaria.feature.FeatureStore.Row;
import org.fragaria.measure.MeasuredFeature.Firing;
import org.fragaria.measure.MeasuredFeature.Lookup;
import org.fragaria.measure.MeasuredFeature.Output;
import org.fragaria.measure.MeasuredFeature.Persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class RarityTest {

    private static final Row ROW = new Row(0, firing(), new long[] {60, 30, 8, 2}, List.of());

    private static Firing firing() {
        return new Firing(10, 100, 0.01, 4, 1, 0, 3, Lookup.UNKNOWN, Persistence.NONE, Output.UNKNOWN);
    }

    @Test
    void rarityIsTheShareOfTokensAtLeastAsStrong() {
        assertThat(Rarity.of(ROW, 5)).isCloseTo(0.001, within(1e-12));
        assertThat(Rarity.of(ROW, 7.5f)).isCloseTo(0.0002, within(1e-12));
        assertThat(Rarity.of(ROW, 8.75f)).isCloseTo(0.0002, within(1e-12));
    }

    @Test
    void whatBeatsTheCorpusIsRarest() {
        assertThat(Rarity.of(ROW, 12)).isZero();
    }

    @Test
    void deadFeatureHasNoHistogram() {
        assertThat(Rarity.of(new Row(0, Firing.DEAD, new long[0], List.of()), 3))
                .isZero();
    }
}
