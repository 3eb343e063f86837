package org.fragaria.measure;

import java.io.Closeable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import org.fragaria.measure.MeasuredFeature.Output;
import org.fragaria.measure.MeasuredFeature.TokenScore;

/**
 * Puts every feature together once the pass is through: its tally, what the weights and the activation log say, and what
 * the model writes with it, for which features are gathered in batches. Takes and gives features in order; batches depend on
 * nothing but the features, so the same run gives the same numbers. Not for several threads.
 */
final class FeatureAssembly implements Closeable {

    /** Features held back at most while a batch fills. */
    private static final int MOST_WAITING = 256;

    private final Tallies tallies;
    private final TokenLog log;
    private final LogFacts logged;
    private final Consumer<MeasuredFeature> sink;
    private final @Nullable OutputProbe probe;
    private final int every;
    private final List<Waiting> waiting = new ArrayList<>();
    private final List<Waiting> asked = new ArrayList<>();
    private int known;

    private record Waiting(int index, WeightFacts.Facts facts) {}

    /**
     * Prepares.
     *
     * @param probe asks the model; empty to leave that out
     * @param every the output is measured of every n-th feature, if it is live
     */
    FeatureAssembly(
            Tallies tallies,
            TokenLog log,
            LogFacts logged,
            Optional<OutputProbe> probe,
            int every,
            Consumer<MeasuredFeature> sink) {
        this.tallies = tallies;
        this.log = log;
        this.logged = logged;
        this.probe = probe.orElse(null);
        this.every = every;
        this.sink = sink;
    }

    /** Takes the next feature. */
    void add(int index, WeightFacts.Facts facts) {
        Waiting next = new Waiting(index, facts);
        waiting.add(next);
        if (probe != null
                && index % every == 0
                && tallies.live(index)
                && !facts.raises().isEmpty()) {
            asked.add(next);
        }
        if (waiting.size() == MOST_WAITING || probe == null || asked.size() == probe.batch()) {
            flush();
        }
    }

    /** Gives out the features that were held back. */
    void flush() {
        List<Output> outputs = outputs();
        int next = 0;
        for (Waiting one : waiting) {
            boolean has = next < asked.size() && asked.get(next) == one;
            Output output = has ? outputs.get(next++) : Output.UNKNOWN;
            known += output.known() ? 1 : 0;
            FeatureTally tally = tallies.of(one.index);
            LogFacts.Facts facts = logged.of(one.index, tally.strongest());
            FeatureTally.Beside beside = new FeatureTally.Beside(one.facts, facts, output);
            sink.accept(tally.measured(one.index, beside, tallies.counts(), log));
        }
        waiting.clear();
        asked.clear();
    }

    private List<Output> outputs() {
        OutputProbe present = probe;
        if (present == null || asked.isEmpty()) {
            return List.of();
        }
        int[] features = asked.stream().mapToInt(Waiting::index).toArray();
        int[][] promoted = asked.stream()
                .map(one ->
                        one.facts.raises().stream().mapToInt(TokenScore::token).toArray())
                .toArray(int[][]::new);
        return present.of(features, promoted);
    }

    /** Features that have an output score. */
    int known() {
        return known;
    }

    @Override
    public void close() {
        if (probe != null) {
            probe.close();
        }
    }
}
