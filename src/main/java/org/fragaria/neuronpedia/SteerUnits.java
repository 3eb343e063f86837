package org.fragaria.neuronpedia;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.fragaria.problem.NotFoundException;
import org.fragaria.steering.InterventionSpec;
import org.fragaria.steering.Interventions;

/**
 * From Neuronpedia's coefficients to ours. Sums and factors are the same; its cap bounds the length along a direction, ours
 * the coordinate, which is that length over the direction's own. Safe for any number of threads.
 */
@ApplicationScoped
class SteerUnits {

    @Inject
    Interventions interventions;

    /**
     * The same changes in our units.
     *
     * @throws NotFoundException if a source or feature does not exist
     */
    List<InterventionSpec> ours(String model, List<InterventionSpec> changes, SteerOptions options) {
        if (options.steerMethod() != SteerMethod.PROJECTION_CAP) {
            return changes;
        }
        return interventions.ready(model, changes).stream()
                .map(ready -> ready.spec().withStrength(ready.raw() / ready.length()))
                .toList();
    }
}
