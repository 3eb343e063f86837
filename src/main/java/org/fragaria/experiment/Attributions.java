package org.fragaria.experiment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.fragaria.engine.Comparer;
import org.fragaria.experiment.EffectResult.Attribution;
import org.fragaria.experiment.EffectResult.Cause;
import org.fragaria.feature.Label;
import org.fragaria.feature.Labels;
import org.fragaria.feature.OpenSource;
import org.fragaria.feature.Shelf;
import org.fragaria.intervention.Intervention;
import org.fragaria.intervention.Method;
import org.fragaria.intervention.Positions;
import org.fragaria.live.LiveModels;
import org.fragaria.live.LiveSource;
import org.fragaria.live.SharedReading;
import org.fragaria.measure.MeasuredFeature;
import org.fragaria.measure.SourceManifest;
import org.fragaria.problem.FragariaException;

/** Says which features matter for a token, by switching each off alone. Safe for any number of threads. */
@ApplicationScoped
class Attributions {

    private static final int ROWS = 16;
    private static final int SHOWN = 40;

    @Inject
    LiveModels models;

    @Inject
    Shelf shelf;

    @Inject
    Labels labels;

    @Inject
    ExperimentConfig config;

    /** A feature that was active before the token. */
    private record Active(String source, int feature, double value, int at) {}

    /**
     * Ranks the features that are active before a token.
     *
     * @param comparer reads the text
     * @param stopped asked now and then whether nobody waits any more
     * @param progress told how many features were switched off
     */
    Attribution of(Effects.Plan plan, Comparer comparer, int token, BooleanSupplier stopped, IntConsumer progress) {
        List<String> failures = new ArrayList<>();
        List<Active> active = active(plan, token, failures);
        List<Active> tried = new ArrayList<>();
        List<List<Intervention>> sets = new ArrayList<>();
        for (Active one : active) {
            if (tried.size() == config.mostFeatures()) {
                break;
            }
            off(plan.model(), one, sets, tried, failures);
        }
        double before = comparer.logProbabilities(token, List.of(List.of()))[0];
        List<Cause> causes = new ArrayList<>();
        for (int from = 0; from < sets.size(); from += ROWS) {
            Effects.requireWanted(stopped);
            int to = Math.min(sets.size(), from + ROWS);
            float[] log = comparer.logProbabilities(token, sets.subList(from, to));
            for (int i = from; i < to; i++) {
                Active one = tried.get(i);
                double after = log[i - from];
                causes.add(new Cause(
                        one.source(), one.feature(), "", one.value(), one.at(), after - before, Math.exp(after)));
            }
            progress.accept(to);
        }
        List<Cause> ranked = causes.stream()
                .sorted(Comparator.comparingDouble(cause -> -Math.abs(cause.change())))
                .limit(SHOWN)
                .map(cause -> new Cause(
                        cause.source(),
                        cause.feature(),
                        label(plan.model(), cause.source(), cause.feature()),
                        cause.activation(),
                        cause.at(),
                        cause.change(),
                        cause.without()))
                .toList();
        return new Attribution(
                token,
                Math.exp(before),
                tried.size(),
                active.size(),
                ranked,
                failures.stream().distinct().toList());
    }

    /** Features that fire before a token, strongest in multiples of their own maximum first. */
    private List<Active> active(Effects.Plan plan, int token, List<String> failures) {
        List<SourceManifest> manifests = new ArrayList<>();
        plan.sources().forEach(source -> {
            try (OpenSource open = shelf.borrow(plan.model(), source)) {
                manifests.add(open.manifest());
            }
        });
        SharedReading reading = models.read("text", plan.request().text(), manifests);
        reading.failures().forEach((source, why) -> failures.add(source + ": " + why));
        List<Active> active = new ArrayList<>();
        List<Double> relative = new ArrayList<>();
        for (Map.Entry<String, List<SharedReading.Firing>> one :
                reading.firing().entrySet()) {
            try (OpenSource open = shelf.borrow(plan.model(), one.getKey())) {
                for (SharedReading.Firing firing : one.getValue()) {
                    Active strongest = strongest(one.getKey(), firing, token, reading.special());
                    if (strongest.at() >= 0) {
                        active.add(strongest);
                        relative.add(strongest.value() / max(open, firing.feature()));
                    }
                }
            }
        }
        return IntStream.range(0, active.size())
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -relative.get(i)))
                .map(active::get)
                .toList();
    }

    private static double max(OpenSource open, int feature) {
        double max = open.features()
                .feature(feature)
                .map(MeasuredFeature::firing)
                .map(MeasuredFeature.Firing::max)
                .orElse(0f);
        return max > 0 ? max : Double.POSITIVE_INFINITY;
    }

    private static Active strongest(String source, SharedReading.Firing firing, int token, boolean[] special) {
        double value = 0;
        int at = -1;
        for (int i = 0; i < firing.positions().length; i++) {
            int position = firing.positions()[i];
            if (position < token && !special[position] && firing.values()[i] > value) {
                value = firing.values()[i];
                at = position;
            }
        }
        return new Active(source, firing.feature(), value, at);
    }

    private void off(
            String model, Active one, List<List<Intervention>> sets, List<Active> tried, List<String> failures) {
        try (OpenSource open = shelf.borrow(model, one.source())) {
            LiveSource live = models.of(open.manifest());
            sets.add(live.interventions(one.feature(), Method.ABLATE, 0, Positions.ALL));
            tried.add(one);
        } catch (FragariaException e) {
            failures.add(one.source() + ": its features cannot be switched off. " + e.getMessage());
        }
    }

    /** What a feature is called; empty if nobody says. */
    String label(String model, String source, int feature) {
        try (OpenSource open = shelf.borrow(model, source)) {
            return open.features()
                    .feature(feature)
                    .flatMap(found -> labels.of(open, found).stream().findFirst())
                    .map(Label::text)
                    .orElse("");
        }
    }
}
