package org.fragaria.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.fragaria.engine.Comparer;
import org.fragaria.engine.Comparer.Compared;
import org.fragaria.experiment.EffectResult.Change;
import org.fragaria.experiment.EffectResult.Piece;
import org.fragaria.feature.Shelf;
import org.fragaria.intervention.Intervention;
import org.fragaria.problem.InvalidException;
import org.fragaria.steering.InterventionSpec;
import org.fragaria.steering.Interventions;
import org.fragaria.steering.Interventions.Ready;
import org.fragaria.steering.Interventions.Running;

/** Says what a text loses when features are off, and which features matter for a token. Safe for any number of threads. */
@ApplicationScoped
public class Effects {

    private static final int MOST_CHANGES = 32;

    @Inject
    Interventions interventions;

    @Inject
    Shelf shelf;

    @Inject
    Attributions attributions;

    @Inject
    ExperimentConfig config;

    @Inject
    Experiments experiments;

    /**
     * A request that was looked through.
     *
     * @param id digest of model and request
     * @param sources sources whose features are tried for a token
     * @param work how many sets of changes are read at most
     */
    record Plan(
            String id,
            String model,
            EffectRequest request,
            Running running,
            int[] ids,
            List<Ready> ready,
            List<String> sources,
            int work) {}

    /**
     * Looks a request through.
     *
     * @throws InvalidException if something in it is wrong
     */
    Plan plan(String model, EffectRequest request) {
        Running running = interventions.running(model);
        int[] ids = running.live().encode("text", request.text());
        new Comparer(running.engine().model(), ids);
        if (request.changes().size() > MOST_CHANGES) {
            throw new InvalidException(request.changes().size() + " changes: expected at most " + MOST_CHANGES + ".");
        }
        List<InterventionSpec> specs =
                request.changes().stream().map(EffectRequest::complete).toList();
        List<Ready> ready = interventions.ready(model, specs);
        Integer token = request.token();
        if (token != null && (token < 1 || token >= ids.length)) {
            throw new InvalidException("Parameter token=" + token + ": expected 1 to " + (ids.length - 1)
                    + ", the position of a token that is foreseen from others.");
        }
        List<String> sources = token == null ? List.of() : sources(model, request);
        int work = ready.size() + 1 + (token == null ? 0 : config.mostFeatures());
        String id = experiments.digest("effect", model, request);
        return new Plan(id, model, request, running, ids, ready, sources, work);
    }

    private List<String> sources(String model, EffectRequest request) {
        List<String> asked = request.sources();
        if (asked != null && !asked.isEmpty()) {
            asked.forEach(source -> shelf.borrow(model, source).close());
            return asked;
        }
        List<String> own = request.changes().stream()
                .map(InterventionSpec::source)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        return own.isEmpty() ? of(shelf, model).subList(0, 1) : own;
    }

    /** Ids of a model's sources. */
    static List<String> of(Shelf shelf, String model) {
        return shelf.readable().stream()
                .filter(source -> source.model().equals(model))
                .map(Shelf.SourceAddress::source)
                .toList();
    }

    /**
     * Runs it, unless somebody did before.
     *
     * @param stopped asked now and then whether nobody waits any more
     * @param progress told how many sets of changes were read
     */
    EffectResult run(Plan plan, BooleanSupplier stopped, IntConsumer progress) {
        return experiments.once(plan.id(), EffectResult.class, stopped, () -> measure(plan, stopped, progress));
    }

    private EffectResult measure(Plan plan, BooleanSupplier stopped, IntConsumer progress) {
        long start = System.nanoTime();
        Comparer comparer = new Comparer(plan.running().engine().model(), plan.ids());
        List<List<Intervention>> sets = new ArrayList<>();
        sets.add(List.of());
        plan.ready().forEach(one -> sets.add(one.changes()));
        if (plan.ready().size() > 1) {
            sets.add(Interventions.applied(plan.ready()));
        }
        List<Compared> compared = new ArrayList<>();
        for (int from = 0; from < sets.size(); from += comparer.atOnce()) {
            requireWanted(stopped);
            compared.addAll(comparer.compare(sets.subList(from, Math.min(sets.size(), from + comparer.atOnce()))));
            progress.accept(compared.size());
        }
        float[] own = compared.getFirst().loss();
        List<Change> changes = new ArrayList<>();
        for (int c = 1; c < compared.size(); c++) {
            boolean all = c > plan.ready().size();
            InterventionSpec spec = all ? null : plan.ready().get(c - 1).spec();
            changes.add(change(
                    spec == null ? "all together" : name(spec),
                    spec == null ? "" : label(plan.model(), spec),
                    own,
                    compared.get(c)));
        }
        Integer token = plan.request().token();
        return new EffectResult(
                plan.id(),
                plan.model(),
                plan.request(),
                pieces(plan, own),
                changes,
                token == null
                        ? null
                        : attributions.of(plan, comparer, token, stopped, done -> progress.accept(sets.size() + done)),
                (System.nanoTime() - start) / 1e9,
                experiments.version());
    }

    static void requireWanted(BooleanSupplier stopped) {
        if (stopped.getAsBoolean()) {
            throw new CancellationException("Nobody waits for the experiment any more");
        }
    }

    private static String name(InterventionSpec spec) {
        return spec.source() == null ? "vector " + spec.vector() : spec.source() + "/" + spec.feature();
    }

    private String label(String model, InterventionSpec spec) {
        String source = spec.source();
        Integer feature = spec.feature();
        return source == null || feature == null ? "" : attributions.label(model, source, feature);
    }

    private static List<Piece> pieces(Plan plan, float[] own) {
        List<String> texts = plan.running().texts().texts(plan.ids());
        return IntStream.range(0, texts.size())
                .mapToObj(t -> new Piece(plan.ids()[t], texts.get(t), t == 0 ? null : (Double) (double) own[t]))
                .toList();
    }

    private static Change change(String name, String label, float[] own, Compared compared) {
        List<Double> loss = new ArrayList<>();
        List<Double> kl = new ArrayList<>();
        double sum = 0;
        for (int t = 0; t < own.length; t++) {
            double difference = t == 0 ? 0 : compared.loss()[t] - own[t];
            loss.add(difference);
            kl.add(t == 0 ? 0.0 : Math.max(0, compared.divergence()[t]));
            sum += difference;
        }
        return new Change(name, label, loss, kl, sum / (own.length - 1));
    }
}
