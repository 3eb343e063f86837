package org.fragaria.showcase;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.jspecify.annotations.Nullable;

import org.fragaria.demo.Demo;
import org.fragaria.model.Address;
import org.fragaria.problem.FragariaException;
import org.fragaria.truth.TruthReport;
import org.fragaria.truth.TruthReport.Causal;
import org.fragaria.truth.TruthReport.Change;
import org.fragaria.vector.GivenVectors;
import org.fragaria.vector.StoredVector;

/**
 * The differences of means that the truth report turns a concept with, as vectors of the lab. Kept for each report; safe
 * for any number of threads.
 */
@ApplicationScoped
class TruthVectors implements GivenVectors {

    /** The setting that adds a difference of means, as the report names it. */
    private static final String MEANS = "means";

    /** What the texts have in common that a concept's vector was made of. */
    private static final Map<String, String> TITLES =
            Map.of("french", "French", "german", "German", "spanish", "Spanish");

    @Inject
    Demo demo;

    private volatile @Nullable Known known;

    /** The vectors of a report. */
    private record Known(TruthReport report, List<StoredVector> vectors) {}

    /** The demo's report, if it is about this model. */
    Optional<TruthReport> report(String model) {
        try {
            return demo.unpacked().map(Demo.Unpacked::truth).filter(truth -> truth.model()
                    .equals(model));
        } catch (FragariaException e) {
            return Optional.empty(); // the front page says what is wrong with the demo
        }
    }

    @Override
    public List<StoredVector> of(String model) {
        return report(model).map(this::vectors).orElse(List.of());
    }

    private List<StoredVector> vectors(TruthReport truth) {
        Known before = known;
        if (before == null || before.report() != truth) {
            before = new Known(truth, read(truth));
            known = before;
        }
        return before.vectors();
    }

    private static List<StoredVector> read(TruthReport truth) {
        List<StoredVector> vectors = new ArrayList<>();
        for (Causal causal : truth.causal()) {
            causal.arms().stream()
                    .filter(arm -> arm.name().equals(MEANS))
                    .flatMap(arm -> arm.changes().stream())
                    .flatMap(change -> vector(truth, causal.concept(), change).stream())
                    .forEach(vectors::add);
        }
        return List.copyOf(vectors);
    }

    private static Optional<StoredVector> vector(TruthReport truth, String concept, Change change) {
        float[] values = change.vector();
        return values == null
                ? Optional.empty()
                : Optional.of(StoredVector.given(
                        truth.model(),
                        Address.parse(change.source()),
                        TITLES.getOrDefault(concept, concept) + " at " + change.source(),
                        values,
                        truth.made()));
    }

    /** Id of the vector that a change writes; null if it turns a feature, or is of no difference of means. */
    @Nullable
    String id(TruthReport truth, Change change) {
        return vectors(truth).stream()
                .filter(vector -> vector.address().toString().equals(change.source())
                        && Arrays.equals(vector.values(), change.vector()))
                .findFirst()
                .map(StoredVector::id)
                .orElse(null);
    }
}
