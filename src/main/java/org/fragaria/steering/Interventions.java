package org.fragaria.steering;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.jspecify.annotations.Nullable;

import org.fragaria.engine.Engine;
import org.fragaria.feature.OpenSource;
import org.fragaria.feature.Shelf;
import org.fragaria.feature.TokenTexts;
import org.fragaria.intervention.Condition;
import org.fragaria.intervention.Intervention;
import org.fragaria.intervention.Method;
import org.fragaria.intervention.Positions;
import org.fragaria.intervention.Scope;
import org.fragaria.intervention.TokenMatches;
import org.fragaria.live.LiveModels;
import org.fragaria.live.LiveSource;
import org.fragaria.measure.MeasuredFeature;
import org.fragaria.model.Address;
import org.fragaria.problem.InvalidException;
import org.fragaria.problem.NotFoundException;
import org.fragaria.vector.RunningModels;
import org.fragaria.vector.StoredVector;
import org.fragaria.vector.TypicalNorms;
import org.fragaria.vector.Vectors;
import org.fragaria.web.Parameters;

/** Makes interventions of what people write, on features of any source of a model. Safe for any number of threads. */
@ApplicationScoped
public class Interventions {

    @Inject
    Shelf shelf;

    @Inject
    LiveModels models;

    @Inject
    TypicalNorms norms;

    @Inject
    RunningModels running;

    @Inject
    Vectors vectors;

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
     * One intervention, ready. What it really does to a run, {@code ‖delta‖ / ‖h‖}, a listener is told that {@link
     * org.fragaria.engine.GenerationListener#asksHowFar asks for it}.
     *
     * @param spec what was asked for
     * @param changes what is applied; empty if it is switched off
     * @param raw strength in units of the feature's activation, or of the vector; of {@code scale} and {@code decompose} a
     *     plain factor, of {@code ablate_mean} the mean; +∞ of a cap with a lower bound only
     * @param max the feature's maximum over the corpus; 0 of a vector
     * @param address what is changed; of a feature that writes to several tensors, the first of them
     * @param length {@code ‖w‖}: how long what one raw unit adds is
     * @param norm how long the tensor there typically is (the median over a sample of the corpus); NaN if it is not known
     * @param slider where a slider makes sense, in the unit that was given; null where no strength is chosen
     */
    public record Ready(
            InterventionSpec spec,
            List<Intervention> changes,
            double raw,
            double max,
            Address address,
            double length,
            double norm,
            Strengths.@Nullable Slider slider) {

        /** How long {@code raw · w} is beside the tensor: what adding it does, expected before a run. */
        public double share() {
            return Math.abs(raw) * length / norm;
        }
    }

    /**
     * Opens a model.
     *
     * @throws NotFoundException if no source of it is here
     * @throws org.fragaria.problem.UnavailableException if it cannot be run here
     */
    public Running running(String model) {
        RunningModels.RunningModel found = running.of(model);
        return new Running(found.live(), found.texts());
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
        Method method = Parameters.choice("method", spec.method(), Method.ADD);
        if (spec.feature() == null && spec.vector() == null) {
            throw new InvalidException("An intervention names neither a 'feature' with its 'source' nor a 'vector'.");
        }
        if (spec.feature() != null && spec.vector() != null) {
            throw new InvalidException("An intervention names both a feature and a vector: expected one of them.");
        }
        return spec.vector() == null ? ofFeature(model, spec, method) : ofVector(model, spec, method);
    }

    private Ready ofVector(String model, InterventionSpec spec, Method method) {
        StoredVector vector = vectors.get(model, Objects.requireNonNull(spec.vector()));
        Running live = running(model);
        Strengths strengths = new Strengths(
                "Vector " + vector.id(), 0, 0, vector.norm(), norms.of(model, live.live(), vector.address()), true);
        Intervention change = Intervention.onVector(
                vector.address(),
                vector.values(),
                method,
                (float) strengths.raw(method, spec),
                scope(model, spec, live.texts()));
        return ready(spec, method, capped(List.of(change), strengths, spec), strengths, vector.address());
    }

    private Ready ofFeature(String model, InterventionSpec spec, Method method) {
        int feature = Objects.requireNonNull(spec.feature());
        String source = required(spec.source(), "source");
        try (OpenSource open = shelf.borrow(model, source)) {
            MeasuredFeature.Firing firing = firing(open, feature);
            LiveSource live = models.of(open.manifest());
            Address address = live.writesTo();
            float[] direction = live.direction(feature);
            Strengths strengths = new Strengths(
                    "Feature " + feature + " of " + source,
                    firing.max(),
                    firing.density() * firing.mean(),
                    TypicalNorms.norm(direction, 0, direction.length),
                    norms.of(model, live, address),
                    false);
            double raw = strengths.raw(method, spec);
            Scope scope = scope(model, spec, open.tokens());
            List<Intervention> changes =
                    capped(live.interventions(feature, method, (float) raw, scope), strengths, spec);
            return ready(spec, method, changes, strengths, address);
        }
    }

    private static List<Intervention> capped(List<Intervention> changes, Strengths strengths, InterventionSpec spec) {
        if (spec.low() == null) {
            return changes;
        }
        if (changes.stream().anyMatch(change -> change.method() != Method.CAP)) {
            throw new InvalidException(
                    "Parameter low=" + spec.low() + ": expected only beside the method cap, whose lower bound it is.");
        }
        float low = (float) strengths.low(spec);
        return changes.stream().map(cap -> cap.withLow(low)).toList();
    }

    private static Ready ready(
            InterventionSpec spec, Method method, List<Intervention> changes, Strengths strengths, Address address) {
        return new Ready(
                spec,
                spec.applied() ? changes : List.of(),
                strengths.raw(method, spec),
                strengths.max(),
                address,
                strengths.length(),
                strengths.norm(),
                strengths.slider(method, spec.unit()));
    }

    private static MeasuredFeature.Firing firing(OpenSource open, int feature) {
        return open.features()
                .feature(feature)
                .map(MeasuredFeature::firing)
                .orElseThrow(() -> new NotFoundException("There is no feature " + feature + " in "
                        + open.manifest().model() + "/" + open.manifest().source() + ": it has 0 to "
                        + (open.features().size() - 1) + "."));
    }

    /** Which tokens a spec means. */
    private Scope scope(String model, InterventionSpec spec, TokenTexts texts) {
        Positions positions = Parameters.choice("positions", spec.positions(), Positions.GENERATED);
        List<String> named = spec.tokens() == null ? List.of() : spec.tokens();
        Scope scope =
                switch (positions) {
                    case RANGE ->
                        Scope.range(required(spec.from(), "from"), spec.to() == null ? Integer.MAX_VALUE : spec.to());
                    case TOKENS -> Scope.tokens(TokenMatches.of(named, texts.size(), texts::text));
                    default -> Scope.of(positions);
                };
        InterventionSpec.Where where = spec.where();
        if (where != null) {
            scope = scope.where(condition(model, where));
        }
        return spec.specialTokens() != null && spec.specialTokens() ? scope.withSpecialTokens() : scope;
    }

    private Condition condition(String model, InterventionSpec.Where where) {
        try (OpenSource open = shelf.borrow(model, where.source())) {
            firing(open, where.feature());
            return models.of(open.manifest()).condition(where.feature(), (float) where.above());
        }
    }

    private static <T> T required(@Nullable T value, String name) {
        if (value == null) {
            throw new InvalidException("An intervention has no '" + name + "': expected one.");
        }
        return value;
    }
}
