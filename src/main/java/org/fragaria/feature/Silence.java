package org.fragaria.feature;

import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.arc.DefaultBean;

import org.fragaria.feature.Shelf.SourceAddress;
import org.fragaria.measure.MeasuredFeature;

/** Labels and remarks of a house in which nobody says anything: what holds until rooms above say otherwise. */
final class Silence {

    private Silence() {}

    @DefaultBean
    @ApplicationScoped
    static class NoLabels implements Labels {
        @Override
        public Optional<Label> best(OpenSource open, FeatureStore.Row row) {
            return Optional.empty();
        }

        @Override
        public List<Label> of(OpenSource open, MeasuredFeature feature) {
            return List.of();
        }

        @Override
        public long stamp(SourceAddress source) {
            return 0;
        }

        @Override
        public long stamp() {
            return 0;
        }

        @Override
        public int labelled(SourceAddress source) {
            return 0;
        }
    }

    @DefaultBean
    @ApplicationScoped
    static class NoRemarks implements Remarks {
        @Override
        public Said of(FeatureAddress feature) {
            return Said.NOTHING;
        }

        @Override
        public long stamp(FeatureAddress feature) {
            return 0;
        }

        @Override
        public long stamp() {
            return 0;
        }
    }
}
