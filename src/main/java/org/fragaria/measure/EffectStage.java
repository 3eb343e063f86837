package org.fragaria.measure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import org.fragaria.measure.EffectProbe.Passage;
import org.fragaria.measure.MeasuredFeature.Effect;
import org.fragaria.measure.MeasuredFeature.Example;

/**
 * Gives measured features what the model loses without them, on their strongest examples: holds features back until a batch
 * is full, asks the probe, and hands them on in order. Blocks depend on nothing but the features, so what an earlier run left
 * in the log fits, and a run that goes on from there ends with the same numbers. Without a probe features go straight through.
 * Not for several threads.
 */
final class EffectStage {

    /** Features held back at most while a batch fills: dead ones have no examples to fill it with. */
    private static final int MOST_WAITING = 256;

    private final @Nullable EffectProbe probe;
    private final int examples;
    private final int batch;
    private final int windowLength;
    private final TokenLog tokens;
    private final EffectLog log;
    private final int live;
    private final Measurement.Observer observer;
    private final Consumer<MeasuredFeature> sink;

    private final List<MeasuredFeature> waiting = new ArrayList<>();
    private int passages;
    private int done;
    private int computed;
    private long began;

    /** What a stage works on: the token windows, their length, and the log of what was computed. */
    record Work(TokenLog tokens, int windowLength, EffectLog log) {}

    /**
     * Prepares.
     *
     * @param probe asks the model; null to leave that out
     * @param examples examples per feature
     * @param live features that fired, for whoever watches
     */
    EffectStage(
            @Nullable EffectProbe probe,
            int examples,
            Work work,
            int live,
            Measurement.Observer observer,
            Consumer<MeasuredFeature> sink) {
        this.probe = probe;
        this.examples = examples;
        this.windowLength = work.windowLength;
        this.tokens = work.tokens;
        this.log = work.log;
        this.live = live;
        this.observer = observer;
        this.sink = sink;
        batch = probe == null ? 1 : probe.batch(windowLength);
    }

    /**
     * Takes the next feature.
     *
     * @throws CancellationException if the observer stopped it; what was computed is in the log
     */
    void add(MeasuredFeature feature) {
        if (probe == null) {
            sink.accept(feature);
            return;
        }
        waiting.add(feature);
        passages += Math.min(examples, feature.top().size());
        if (passages >= batch || waiting.size() == MOST_WAITING) {
            flush();
        }
    }

    /** Gives out the features that were held back. */
    void flush() {
        if (waiting.isEmpty() || probe == null) {
            return;
        }
        EffectProbe asked = probe;
        List<List<Effect>> effects = log.next().orElseGet(() -> compute(asked));
        for (int f = 0; f < waiting.size(); f++) {
            MeasuredFeature feature = waiting.get(f);
            done += feature.top().isEmpty() ? 0 : 1;
            sink.accept(feature.withEffects(effects.get(f)));
        }
        waiting.clear();
        passages = 0;
        if (observer.cancelled()) {
            throw new CancellationException("stopped by who watches");
        }
    }

    private List<List<Effect>> compute(EffectProbe asked) {
        if (began == 0) {
            began = System.nanoTime();
        }
        List<Passage> wanted = new ArrayList<>();
        for (MeasuredFeature feature : waiting) {
            feature.top().stream().limit(examples).forEach(example -> wanted.add(passage(feature.index(), example)));
        }
        List<Effect> found = new ArrayList<>();
        for (int from = 0; from < wanted.size(); from += batch) {
            found.addAll(asked.of(wanted.subList(from, Math.min(wanted.size(), from + batch))));
        }
        List<List<Effect>> block = new ArrayList<>();
        int next = 0;
        for (MeasuredFeature feature : waiting) {
            int size = Math.min(examples, feature.top().size());
            block.add(List.copyOf(found.subList(next, next + size)));
            next += size;
            computed += size == 0 ? 0 : 1;
        }
        log.write(block);
        tell(block);
        return block;
    }

    private void tell(List<List<Effect>> block) {
        int now = done
                + (int) block.stream().filter(effects -> !effects.isEmpty()).count();
        double perFeature = (System.nanoTime() - began) / 1e9 / Math.max(1, computed);
        observer.effects(now, live, Duration.ofMillis((long) (1000 * perFeature * (live - now))));
    }

    private Passage passage(int feature, Example example) {
        int[] window = tokens.read(Math.toIntExact(example.window()), 0, windowLength);
        return new Passage(feature, window, example.start(), example.start() + example.tokens().length);
    }
}
