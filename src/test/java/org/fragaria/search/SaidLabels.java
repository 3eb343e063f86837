package org.fragaria.search;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;

import io.quarkus.test.junit.QuarkusTestProfile;

import org.fragaria.feature.FeatureStore.Row;
import org.fragaria.feature.Label;
import org.fragaria.feature.Labels;
import org.fragaria.feature.OpenSource;
import org.fragaria.feature.Shelf.SourceAddress;
import org.fragaria.measure.MeasuredFeature;
import org.fragaria.testsupport.VillageData;

/** A few labels that a test says, one of them hostile. */
@Alternative
@ApplicationScoped
public class SaidLabels implements Labels {

    static final String HOSTILE = "<script>alert(1)</script> \"quoted\" \u202eright to left\u202c \u200bzero width";

    private static final Map<Integer, String> SAID = Map.of(
            7, "The strawberry of the story",
            8, "This speaker is lying",
            9, "A bracket is open",
            10, HOSTILE);

    /** Runs the application with these labels. */
    public static class Profile implements QuarkusTestProfile {
        @Override
        public Set<Class<?>> getEnabledAlternatives() {
            return Set.of(SaidLabels.class);
        }
    }

    @Override
    public Optional<Label> best(OpenSource open, Row row) {
        return open.manifest().model().equals(VillageData.MODEL)
                ? Optional.ofNullable(SAID.get(row.index())).map(SaidLabels::label)
                : Optional.empty();
    }

    private static Label label(String text) {
        return new Label(null, text, "human", "somebody", 0, List.of());
    }

    @Override
    public List<Label> of(OpenSource open, MeasuredFeature feature) {
        return Optional.ofNullable(SAID.get(feature.index())).map(SaidLabels::label).stream()
                .toList();
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
