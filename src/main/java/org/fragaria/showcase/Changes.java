package org.fragaria.showcase;

import java.util.ArrayList;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.fragaria.feature.OpenSource;
import org.fragaria.feature.Shelf;
import org.fragaria.feature.TokenTexts;
import org.fragaria.intervention.Intervention;
import org.fragaria.intervention.Method;
import org.fragaria.intervention.Positions;
import org.fragaria.live.LiveModels;
import org.fragaria.live.LiveSource;
import org.fragaria.model.Address;
import org.fragaria.problem.UnavailableException;
import org.fragaria.truth.TruthReport;
import org.fragaria.truth.TruthReport.Change;
import org.fragaria.web.Parameters;

/** Makes interventions of the changes of a truth report, which may be of several dictionaries or of none. */
@ApplicationScoped
class Changes {

    @Inject
    Shelf shelf;

    @Inject
    LiveModels models;

    /**
     * A running model with what is to be changed.
     *
     * @param live the model, with the dictionary of one of its sources
     * @param interventions the changes
     * @param texts how its tokens are shown
     */
    record Ready(LiveSource live, List<Intervention> interventions, TokenTexts texts) {}

    /**
     * The changes, ready to be applied.
     *
     * @throws UnavailableException if no source of the model is there, or it cannot be run
     */
    Ready ready(TruthReport truth, List<Change> changes) {
        List<Intervention> interventions = new ArrayList<>();
        for (Change change : changes) {
            interventions.add(change.vector() == null ? ofFeature(truth.model(), change) : ofVector(change));
        }
        String source = anySource(truth, changes);
        try (OpenSource open = shelf.borrow(truth.model(), source)) {
            return new Ready(models.of(open.manifest()), interventions, open.tokens());
        }
    }

    /** Whether the model can be run here, and every source that is changed is there. */
    boolean canRun(TruthReport truth, List<Change> changes) {
        List<String> there = there(truth);
        return !there.isEmpty()
                && changes.stream().allMatch(change -> change.vector() != null || there.contains(change.source()))
                && runnable(truth, there.getFirst());
    }

    private boolean runnable(TruthReport truth, String source) {
        try (OpenSource open = shelf.borrow(truth.model(), source)) {
            return models.canRun(open.manifest());
        }
    }

    private List<String> there(TruthReport truth) {
        return shelf.readable().stream()
                .filter(address -> address.model().equals(truth.model()))
                .map(Shelf.SourceAddress::source)
                .toList();
    }

    private String anySource(TruthReport truth, List<Change> changes) {
        return changes.stream()
                .filter(change -> change.vector() == null)
                .map(Change::source)
                .findFirst()
                .orElseGet(() -> there(truth).stream()
                        .findFirst()
                        .orElseThrow(() -> new UnavailableException("No source of " + truth.model()
                                + " is there yet: the demo is still being made. Try again in a moment.")));
    }

    private Intervention ofFeature(String model, Change change) {
        try (OpenSource open = shelf.borrow(model, change.source())) {
            return models.of(open.manifest())
                    .intervention(change.index(), method(change), (float) change.strength(), positions(change));
        }
    }

    private static Intervention ofVector(Change change) {
        float[] vector = change.vector() == null ? new float[0] : change.vector();
        return Intervention.onVector(
                Address.parse(change.source()), vector, method(change), (float) change.strength(), positions(change));
    }

    private static Method method(Change change) {
        return Parameters.choice("method", change.method(), Method.ADD);
    }

    private static Positions positions(Change change) {
        return Parameters.choice("positions", change.positions(), Positions.ALL);
    }
}
