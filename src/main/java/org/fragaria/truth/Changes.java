package org.fragaria.truth;

import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.fragaria.intervention.Intervention;
import org.fragaria.intervention.Method;
import org.fragaria.intervention.Positions;
import org.fragaria.model.Address;
import org.fragaria.problem.NotFoundException;
import org.fragaria.truth.TruthReport.Change;

/** Makes interventions of the changes that a report names. */
final class Changes {

    private final Map<String, TruthSource> sources;

    Changes(Map<String, TruthSource> sources) {
        this.sources = sources;
    }

    /**
     * The interventions.
     *
     * @throws NotFoundException if a change names a source that is not there
     */
    List<Intervention> interventions(List<Change> changes) {
        return changes.stream().map(this::intervention).toList();
    }

    private Intervention intervention(Change change) {
        Method method = Method.valueOf(change.method().toUpperCase(Locale.ROOT));
        Positions positions = Positions.valueOf(change.positions().toUpperCase(Locale.ROOT));
        float @Nullable [] vector = change.vector();
        if (vector != null) {
            Address address = Address.parse(change.source());
            return Intervention.onVector(address, vector, method, (float) change.strength(), positions);
        }
        TruthSource source = sources.get(change.source());
        if (source == null) {
            throw new NotFoundException(
                    "Source " + change.source() + ": expected one of " + sources.keySet() + " in the demo's folder.");
        }
        return Intervention.onFeature(
                source.dictionary(), change.index(), method, (float) change.strength(), positions);
    }
}
