package org.fragaria.steering;

import java.util.ArrayList;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.jspecify.annotations.Nullable;

import org.fragaria.engine.Engine;
import org.fragaria.feature.OpenSource;
import org.fragaria.feature.Shelf;
import org.fragaria.feature.TokenTexts;
import org.fragaria.intervention.Intervention;
import org.fragaria.intervention.Method;
import org.fragaria.intervention.Positions;
import org.fragaria.live.LiveModels;
import org.fragaria.live.LiveSource;
import org.fragaria.measure.MeasuredFeature;
import org.fragaria.problem.InvalidException;
import org.fragaria.problem.NotFoundException;
import org.fragaria.web.Parameters;

/** Makes interventions of what people write, on features of any source of a model. Safe for any number of threads. */
@ApplicationScoped
public class Interventions {

    private static final double TO_MAX = 1;

    @Inject
    Shelf shelf;

    @Inject
    LiveModels models;

    /**
     * A running model, by any of its sources.
     *
     * @param live the model, and the dictionary of the source
     * @param texts how its tokens are shown
     */
    public record Running(LiveSource live, TokenTexts texts) {

        /** What generates. */
        public Engine engine() {
            return live.engine();
        }
    }

    /**
     * One intervention, ready.
     *
     * @param spec what was asked for
     * @param changes what is applied; empty if it is switched off
     * @param raw strength in units of the feature's activation, or of the vector
     * @param max the feature's maximum over the corpus; 0 of a vector
     */
    public record Ready(InterventionSpec spec, List<Intervention> changes, double raw, double max) {}

    /**
     * Opens a model.
     *
     * @throws NotFoundException if no source of it is here
     * @throws org.fragaria.problem.UnavailableException if it cannot be run here
     */
    public Running running(String model) {
        Shelf.SourceAddress any = shelf.readable().stream()
                .filter(address -> address.model().equals(model))
                .findFirst()
                .orElseThrow(() -> new NotFoundException(
                        "There is no model '" + model + "' with a source here; / lists the models of this server."));
        try (OpenSource open = shelf.borrow(any.model(), any.source())) {
            return new Running(models.of(open.manifest()), open.tokens());
        }
    }

    /**
     * Makes all interventions of a request ready.
     *
     * @throws InvalidException if one names no feature or vector, or its words or numbers are out of range
     * @throws NotFoundException if a source or feature does not exist
     */
    public List<Ready> ready(String model, List<InterventionSpec> specs) {
        List<Ready> ready = new ArrayList<>();
        specs.forEach(spec -> ready.add(ready(model, spec)));
        return ready;
    }

    /** What is applied, all together. */
    public static List<Intervention> applied(List<Ready> ready) {
        return ready.stream().flatMap(r -> r.changes().stream()).toList();
    }

    private Ready ready(String model, InterventionSpec spec) {
        String source = required(spec.source(), "source");
        int feature = required(spec.feature(), "feature");
        try (OpenSource open = shelf.borrow(model, source)) {
            double max = open.features()
                    .feature(feature)
                    .map(MeasuredFeature::firing)
                    .map(MeasuredFeature.Firing::max)
                    .orElseThrow(() -> new NotFoundException("There is no feature " + feature + " in " + model + "/"
                            + source + ": it has 0 to " + (open.features().size() - 1) + "."));
            double strength = spec.strength() == null ? TO_MAX : spec.strength();
            double raw = "raw".equals(spec.unit()) ? strength : strength * max;
            Method method = Parameters.choice("method", spec.method(), Method.ADD);
            Positions positions = Parameters.choice("positions", spec.positions(), Positions.GENERATED);
            List<Intervention> changes =
                    models.of(open.manifest()).interventions(feature, method, (float) raw, positions);
            return new Ready(spec, spec.applied() ? changes : List.of(), raw, max);
        }
    }

    private static <T> T required(@Nullable T value, String name) {
        if (value == null) {
            throw new InvalidException("An intervention has no '" + name + "': name a source and a feature of it.");
        }
        return value;
    }
}
