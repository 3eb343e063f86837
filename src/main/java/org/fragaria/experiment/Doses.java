package org.fragaria.experiment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import java.util.stream.LongStream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.jspecify.annotations.Nullable;

import org.fragaria.experiment.DoseRun.Text;
import org.fragaria.feature.OpenSource;
import org.fragaria.feature.Shelf;
import org.fragaria.intervention.Intervention;
import org.fragaria.intervention.Method;
import org.fragaria.live.LiveModels;
import org.fragaria.live.LiveSource;
import org.fragaria.problem.InvalidException;
import org.fragaria.problem.TooLargeException;
import org.fragaria.steering.InterventionSpec;
import org.fragaria.steering.Interventions;
import org.fragaria.steering.Interventions.Ready;
import org.fragaria.steering.Interventions.Running;
import org.fragaria.steering.SteerRequest;
import org.fragaria.web.Parameters;

/** Runs dose-responses. Safe for any number of threads. */
@ApplicationScoped
public class Doses {

    @Inject
    Interventions interventions;

    @Inject
    LiveModels models;

    @Inject
    Shelf shelf;

    @Inject
    ExperimentConfig config;

    @Inject
    Experiments experiments;

    /** An arm: what is changed, and how strong the dose is. */
    private record Arm(@Nullable Double strength, double raw, List<Intervention> changes) {}

    /**
     * A request that was looked through, ready to run.
     *
     * @param id digest of model and request
     * @param texts how many texts it will write
     */
    record Plan(
            String id,
            String model,
            DoseRequest request,
            Running running,
            List<Arm> arms,
            List<int[]> prompts,
            double max,
            @Nullable LiveSource reader,
            int texts) {}

    /**
     * Looks a request through.
     *
     * @throws InvalidException if something in it is wrong
     * @throws TooLargeException if it asks for too many texts
     */
    Plan plan(String model, DoseRequest request) {
        Running running = interventions.running(model);
        InterventionSpec dosed = request.dosed();
        Method method = Parameters.choice("method", dosed.method(), Method.ADD);
        if (method.unit() == Method.Unit.NONE || method.unit() == Method.Unit.MEAN) {
            throw new InvalidException("Method " + Parameters.word(method)
                    + " has no strength, so it cannot be dosed: choose add, clamp or another one that has.");
        }
        request.outcome().words();
        new Counter(request.outcome());
        double max = interventions.ready(model, List.of(dosed)).getFirst().max();
        List<int[]> prompts = prompts(running, request, "");
        List<Arm> arms = new ArrayList<>();
        arms.add(arm(model, request, null));
        request.doses(max).forEach(strength -> arms.add(arm(model, request, strength)));
        int texts = (arms.size() + (request.wish().isEmpty() ? 0 : 1)) * prompts.size() * request.lots();
        if (texts > config.mostTexts()) {
            throw new TooLargeException(
                    "This experiment writes " + texts + " texts: this server allows " + config.mostTexts()
                            + " (fragaria.experiment.most-texts). Ask for fewer strengths, seeds or prompts.");
        }
        request.length();
        String id = experiments.digest("dose", model, request);
        return new Plan(id, model, request, running, arms, prompts, max, reader(model, request.outcome()), texts);
    }

    private static List<int[]> prompts(Running running, DoseRequest request, String instruction) {
        List<int[]> prompts = new ArrayList<>();
        prompts.add(Prompts.ids(running, request.run(), instruction));
        if (request.prompts() != null) {
            request.prompts().forEach(text -> prompts.add(Prompts.completion(running, text, instruction)));
        }
        return prompts;
    }

    private Arm arm(String model, DoseRequest request, @Nullable Double strength) {
        List<InterventionSpec> specs = new ArrayList<>(request.run().changes());
        if (strength == null) {
            specs.remove(request.which());
            return new Arm(null, 0, Interventions.applied(interventions.ready(model, specs)));
        }
        specs.set(request.which(), specs.get(request.which()).withStrength(strength));
        List<Ready> ready = interventions.ready(model, specs);
        return new Arm(strength, ready.get(request.which()).raw(), Interventions.applied(ready));
    }

    private @Nullable LiveSource reader(String model, Outcome outcome) {
        if (outcome.what() != Outcome.Kind.FEATURE) {
            return null;
        }
        String source = outcome.source("the outcome");
        try (OpenSource open = shelf.borrow(model, source)) {
            int feature = outcome.feature() == null ? -1 : outcome.feature();
            if (feature < 0 || feature >= open.features().size()) {
                throw new InvalidException("Outcome: there is no feature " + feature + " in " + source
                        + ", it has 0 to " + (open.features().size() - 1) + ".");
            }
            return models.of(open.manifest());
        }
    }

    /**
     * Runs it, unless somebody did before.
     *
     * @param stopped asked now and then whether nobody waits any more
     * @param progress told how many texts are done
     */
    DoseResult run(Plan plan, BooleanSupplier stopped, IntConsumer progress) {
        return experiments.once(plan.id(), DoseResult.class, stopped, () -> measure(plan, stopped, progress));
    }

    private DoseResult measure(Plan plan, BooleanSupplier stopped, IntConsumer progress) {
        long start = System.nanoTime();
        SteerRequest run = plan.request().run();
        long first = run.firstSeed();
        DoseRun.Settings settings = new DoseRun.Settings(
                run::sampling,
                LongStream.range(first, first + plan.request().lots()).toArray(),
                plan.request().length(),
                run.stops(),
                "experiment-" + plan.id());
        List<Text> texts = new DoseRun(plan.running().engine(), plan.prompts(), settings, stopped, progress)
                .write(plan.arms().stream().map(Arm::changes).toList());
        DosePoint base = point(plan, plan.arms().getFirst(), of(texts, 0));
        List<DosePoint> points = new ArrayList<>();
        for (int arm = 1; arm < plan.arms().size(); arm++) {
            points.add(point(plan, plan.arms().get(arm), of(texts, arm)));
        }
        int done = texts.size();
        List<Text> told = plan.request().wish().isEmpty()
                ? List.of()
                : told(plan, settings, stopped, more -> progress.accept(done + more));
        DosePoint prompted = told.isEmpty()
                ? null
                : point(plan, new Arm(null, 0, List.of()), told).withoutKl();
        long tokens = java.util.stream.Stream.concat(texts.stream(), told.stream())
                .mapToLong(text -> text.ids().length)
                .sum();
        DoseVerdict verdict = DoseVerdict.of(points, base);
        return new DoseResult(
                plan.id(),
                plan.model(),
                plan.request(),
                unit(plan.request().dosed()),
                plan.max(),
                base,
                prompted,
                points.stream()
                        .map(point -> point.with(state(point, base, verdict)))
                        .toList(),
                verdict,
                tokens,
                (System.nanoTime() - start) / 1e9,
                experiments.version(),
                plan.running().engine().model().precision().name().toLowerCase(java.util.Locale.ROOT));
    }

    private static String unit(InterventionSpec dosed) {
        Method method = Parameters.choice("method", dosed.method(), Method.ADD);
        if (method.unit() == Method.Unit.FACTOR) {
            return "raw";
        }
        boolean vector = dosed.unit() == null && dosed.vector() != null;
        String unit = dosed.unit() == null ? "max" : dosed.unit();
        return vector || unit.equals("raw") ? "raw" : "× " + unit;
    }

    private static String state(DosePoint point, DosePoint base, DoseVerdict verdict) {
        return DoseVerdict.collapsed(point, base)
                ? "collapsed"
                : DoseVerdict.usable(point, base, verdict.full()) ? "usable" : "";
    }

    private static List<Text> of(List<Text> texts, int arm) {
        return texts.stream().filter(text -> text.arm() == arm).toList();
    }

    /** The model left alone with the wish in words; the cost is that of its texts after the prompt without the wish. */
    private List<Text> told(Plan plan, DoseRun.Settings settings, BooleanSupplier stopped, IntConsumer progress) {
        List<int[]> prompts =
                prompts(plan.running(), plan.request(), plan.request().wish());
        return new DoseRun(plan.running().engine(), prompts, settings, stopped, progress)
                .write(List.of(List.of())).stream()
                        .map(text -> new Text(
                                text.arm(),
                                text.prompt(),
                                text.seed(),
                                text.ids(),
                                Losses.after(
                                        plan.running().engine().model(),
                                        plan.prompts().get(text.prompt()),
                                        text.ids()),
                                text.kl()))
                        .toList();
    }

    private DosePoint point(Plan plan, Arm arm, List<Text> texts) {
        Counter counter = new Counter(plan.request().outcome());
        long hits = 0;
        long trials = 0;
        double[] effect = new double[texts.size()];
        for (int i = 0; i < effect.length; i++) {
            long[] counted = counted(plan, counter, texts.get(i));
            effect[i] = counted[1] == 0 ? 0 : (double) counted[0] / counted[1];
            hits += counted[0];
            trials += counted[1];
        }
        return new DosePoint(
                arm.strength(),
                arm.raw(),
                texts.size(),
                Rate.of(hits, trials),
                Spread.of(effect),
                Spread.of(texts.stream().mapToDouble(Text::cost).toArray()),
                Spread.of(texts.stream().mapToDouble(Text::kl).toArray()),
                Repetition.of(texts.stream().map(Text::ids).toList()),
                String.join("", plan.running().texts().texts(texts.getFirst().ids())),
                "");
    }

    private long[] counted(Plan plan, Counter counter, Text text) {
        LiveSource reader = plan.reader();
        if (reader == null) {
            List<String> tokens = plan.running().texts().texts(text.ids());
            return counter.count(tokens, String.join("", tokens));
        }
        int[] prompt = plan.prompts().get(text.prompt());
        int[] whole = Arrays.copyOf(prompt, prompt.length + text.ids().length);
        System.arraycopy(text.ids(), 0, whole, prompt.length, text.ids().length);
        Integer feature = plan.request().outcome().feature();
        float[] values = reader.activations(whole, feature == null ? -1 : feature);
        long hits = 0;
        for (int t = prompt.length; t < values.length; t++) {
            hits += values[t] > plan.request().outcome().threshold() ? 1 : 0;
        }
        return new long[] {hits, text.ids().length};
    }
}
