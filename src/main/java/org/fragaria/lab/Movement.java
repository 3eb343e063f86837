package org.fragaria.lab;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.fragaria.feature.FeatureStore.Sort;
import org.fragaria.feature.OpenSource;
import org.fragaria.feature.Shelf;
import org.fragaria.intervention.Intervention;
import org.fragaria.lab.LabResult.Side;
import org.fragaria.live.LiveModels;
import org.fragaria.live.SharedReading;
import org.fragaria.live.SharedReading.Firing;
import org.fragaria.measure.SourceManifest;
import org.fragaria.problem.FragariaException;
import org.fragaria.search.FeatureCard;
import org.fragaria.search.FeatureFinder;
import org.fragaria.steering.InterventionSpec;
import org.fragaria.steering.Interventions;

/**
 * Which features rose and which fell: both texts are read once more, each by the run that wrote it, and features compared by
 * their mean activation over what was written. Safe for any number of threads.
 */
@ApplicationScoped
public class Movement {

    /** Features of each direction that are shown. */
    static final int SHOWN = 8;

    /** Sources that are read at most. */
    static final int SOURCES = 8;

    /** Movements smaller than this share of the maximum are not told. */
    private static final double LEAST = 0.005;

    @Inject
    Shelf shelf;

    @Inject
    LiveModels models;

    @Inject
    FeatureFinder finder;

    /**
     * A feature that moved.
     *
     * @param before mean activation over the default text, in units of its maximum over the corpus
     * @param after mean activation over the steered text, read with the changes
     */
    public record Moved(FeatureCard feature, double before, double after) {

        /** How much it rose. */
        public double by() {
            return after - before;
        }
    }

    /**
     * What moved in one source.
     *
     * @param up what rose most
     * @param down what fell most
     */
    public record SourceMoves(String source, List<Moved> up, List<Moved> down) {}

    /** What is compared, in one source. */
    private record Pair(List<Firing> before, List<Firing> after) {}

    /**
     * Compares the two texts of a run.
     *
     * @throws FragariaException if the model cannot be run here
     */
    List<SourceMoves> of(LabRunner.Prepared run, LabResult result) {
        List<SourceManifest> sources = sources(run);
        int[] normal = run.opening().normal();
        int[] steered = run.opening().steered();
        List<Intervention> changes = Interventions.applied(run.ready());
        SharedReading before = models.read(text(normal, result.normal()), normal.length, List.of(), sources);
        SharedReading after = models.read(text(steered, result.steered()), steered.length, changes, sources);
        List<SourceMoves> moves = new ArrayList<>();
        for (SourceManifest source : sources) {
            List<Firing> fired = before.firing().get(source.source());
            List<Firing> fires = after.firing().get(source.source());
            if (fired != null && fires != null) {
                moves(run, result, source.source(), new Pair(fired, fires)).ifPresent(moves::add);
            }
        }
        return moves;
    }

    private static int[] text(int[] prompt, Side side) {
        return IntStream.concat(IntStream.of(prompt), side.places().stream().mapToInt(LabResult.Place::id))
                .toArray();
    }

    /** Sources of the folder that the run uses: those that are changed first. */
    private List<SourceManifest> sources(LabRunner.Prepared run) {
        Stream<String> changed = run.asked().changes().stream()
                .filter(InterventionSpec::applied)
                .map(InterventionSpec::source)
                .filter(Objects::nonNull);
        List<SourceManifest> all = Stream.concat(changed, finder.sources(run.model()).stream())
                .distinct()
                .flatMap(source -> manifest(run.model(), source).stream())
                .toList();
        return all.stream()
                .filter(one -> one.modelFacts()
                        .path()
                        .equals(all.getFirst().modelFacts().path()))
                .limit(SOURCES)
                .toList();
    }

    private Optional<SourceManifest> manifest(String model, String source) {
        try (OpenSource open = shelf.borrow(model, source)) {
            return Optional.of(open.manifest());
        } catch (FragariaException gone) {
            return Optional.empty();
        }
    }

    private Optional<SourceMoves> moves(LabRunner.Prepared run, LabResult result, String source, Pair pair) {
        Map<Integer, Double> before = means(
                pair.before(),
                run.opening().normal().length,
                result.normal().places().size());
        Map<Integer, Double> after = means(
                pair.after(),
                run.opening().steered().length,
                result.steered().places().size());
        try (OpenSource open = shelf.borrow(run.model(), source)) {
            List<Integer> features = Stream.concat(before.keySet().stream(), after.keySet().stream())
                    .distinct()
                    .toList();
            List<Step> steps = features.stream()
                    .map(feature -> step(open, feature, before, after))
                    .filter(step -> Math.abs(step.by()) >= LEAST)
                    .sorted(Comparator.comparingDouble(Step::by))
                    .toList();
            return Optional.of(new SourceMoves(
                    source,
                    cards(run.model(), source, steps.reversed().stream().filter(step -> step.by() > 0)),
                    cards(run.model(), source, steps.stream().filter(step -> step.by() < 0))));
        } catch (FragariaException gone) {
            return Optional.empty();
        }
    }

    /** A feature's way from one mean to the other, in units of its maximum. */
    private record Step(int feature, double before, double after) {
        double by() {
            return after - before;
        }
    }

    private static Step step(OpenSource open, int feature, Map<Integer, Double> before, Map<Integer, Double> after) {
        double max = feature < open.features().size() ? open.features().value(Sort.MAX, feature) : 0;
        if (!(max > 0)) {
            return new Step(feature, 0, 0); // never fired on the corpus: there is no unit to say it in
        }
        return new Step(feature, before.getOrDefault(feature, 0.0) / max, after.getOrDefault(feature, 0.0) / max);
    }

    private List<Moved> cards(String model, String source, Stream<Step> steps) {
        return steps.limit(SHOWN)
                .flatMap(
                        step -> finder
                                .card(model, source, step.feature())
                                .map(card -> new Moved(card, step.before(), step.after()))
                                .stream())
                .toList();
    }

    /** Mean activations over what was written. */
    private static Map<Integer, Double> means(List<Firing> firing, int prompt, int written) {
        Map<Integer, Double> means = new HashMap<>();
        for (Firing one : firing) {
            double sum = 0;
            for (int i = 0; i < one.positions().length; i++) {
                sum += one.positions()[i] >= prompt ? one.values()[i] : 0;
            }
            if (sum > 0 && written > 0) {
                means.put(one.feature(), sum / written);
            }
        }
        return means;
    }
}
