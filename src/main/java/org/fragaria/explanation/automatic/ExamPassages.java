package org.fragaria.explanation.automatic;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

import org.fragaria.feature.OpenSource;
import org.fragaria.live.LiveSource;
import org.fragaria.measure.MeasuredFeature;
import org.fragaria.measure.MeasuredFeature.Example;
import org.fragaria.measure.MeasuredFeature.Interval;

/**
 * Finds the passages of an exam in what was measured. Active ones are drawn from all intervals of activation in turn, so
 * that weak activations count as much as strong ones, and from windows other than the strongest, which the explainer saw.
 * Silent ones are places at which other features of the source fire: the model reads them to make sure that this one does
 * not, or, where it cannot run, only features that fire seldom get them. What is missing is made up with its measured near
 * misses, and with stretches of its own examples on which it was measured to be silent.
 *
 * @param open the source
 * @param feature the feature
 * @param live the model, to check silent passages; empty if it cannot run here
 */
public record ExamPassages(OpenSource open, MeasuredFeature feature, Optional<LiveSource> live) {

    /** Passages of each kind in an exam. */
    static final int EACH = 10;

    /** Active passages: fuzzing marks half of them wrongly. */
    private static final int ACTIVE = 2 * EACH;

    private static final int TRIES = 80;

    /** Shortest silent stretch of an example that is shown, in tokens. */
    private static final int STRETCH = 12;

    /** Without the model: the largest chance that a foreign passage is active after all. */
    private static final double RISK = 0.1;

    private static final int PASSAGE = 2 * Passage.REACH + 1;

    /** Draws them. */
    public Exam.Passages draw(long seed) {
        Random random = new Random(seed);
        List<Passage> active = active();
        List<Passage> silent = new ArrayList<>(foreign(random));
        Stream.concat(misses(), ownSilence()).limit(EACH - silent.size()).forEach(silent::add);
        return new Exam.Passages(active, List.copyOf(silent));
    }

    private List<Passage> active() {
        Set<Long> seen = new HashSet<>();
        feature.top().forEach(example -> seen.add(example.window()));
        List<Passage> active = new ArrayList<>();
        int longest = feature.intervals().stream()
                .mapToInt(interval -> interval.examples().size())
                .max()
                .orElse(0);
        for (int i = 0; i < longest; i++) {
            for (Interval interval : feature.intervals()) {
                if (active.size() < ACTIVE && i < interval.examples().size()) {
                    Example example = interval.examples().get(i);
                    if (seen.add(example.window())) {
                        active.add(Passage.around(example, open.tokens()));
                    }
                }
            }
        }
        return List.copyOf(active);
    }

    private List<Passage> foreign(Random random) {
        boolean seldom = 1 - Math.pow(1 - feature.firing().density(), PASSAGE) <= RISK;
        if (live.isEmpty() && !seldom) {
            return List.of();
        }
        Set<Long> known = new HashSet<>();
        own().forEach(example -> known.add(example.window()));
        List<Passage> silent = new ArrayList<>();
        for (int i = 0; i < TRIES && silent.size() < EACH; i++) {
            int other = random.nextInt(open.features().size());
            open.features()
                    .feature(other)
                    .filter(found -> other != feature.index() && !found.top().isEmpty())
                    .map(found -> found.top().get(random.nextInt(found.top().size())))
                    .filter(example -> known.add(example.window()))
                    .map(example -> Passage.silent(example, open.tokens()))
                    .filter(this::isSilent)
                    .ifPresent(silent::add);
        }
        return silent;
    }

    private boolean isSilent(Passage passage) {
        if (live.isEmpty()) {
            return true;
        }
        String text = passage.tokens().stream()
                .filter(token -> !token.matches("<.*>"))
                .reduce("", String::concat);
        if (text.isBlank()) {
            return false;
        }
        LiveSource.Reading reading = live.get().read(text, feature.index());
        for (int i = 0; i < reading.values().length; i++) {
            if (!reading.special()[i] && reading.values()[i] > 0) {
                return false;
            }
        }
        return true;
    }

    /** Places where a token on which it often fires does not make it fire. */
    private Stream<Passage> misses() {
        return feature.misses().stream()
                .flatMap(miss -> miss.examples().stream())
                .map(example -> Passage.silent(example, open.tokens()));
    }

    private Stream<Passage> ownSilence() {
        return own().flatMap(example -> stretch(example).stream());
    }

    /** The longest run of an example without an activation, if it is long enough. */
    private Optional<Passage> stretch(Example example) {
        int best = 0;
        int end = 0;
        int run = 0;
        for (int i = 0; i < example.tokens().length; i++) {
            run = example.activations()[i] > 0 ? 0 : run + 1;
            if (run > best) {
                best = run;
                end = i + 1;
            }
        }
        if (best < STRETCH) {
            return Optional.empty();
        }
        int from = Math.max(end - best, end - PASSAGE);
        return Optional.of(new Passage(
                example.window(),
                open.tokens().texts(Arrays.copyOfRange(example.tokens(), from, end)),
                new float[end - from],
                -1));
    }

    private Stream<Example> own() {
        return Stream.concat(
                feature.top().stream(), feature.intervals().stream().flatMap(interval -> interval.examples().stream()));
    }
}
