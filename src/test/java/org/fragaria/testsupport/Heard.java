package org.fragaria.testsupport;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import org.fragaria.engine.Engine;
import org.fragaria.engine.Generation;
import org.fragaria.engine.GenerationListener;
import org.fragaria.engine.GenerationRequest;

/** All that a generation says: tokens, scores, ends, stops, failure. */
public class Heard implements GenerationListener {

    private final List<List<Integer>> ids = new ArrayList<>();
    private final List<List<Float>> scores = new ArrayList<>();
    private final List<@Nullable End> ends = new ArrayList<>();
    private final List<@Nullable String> stopped = new ArrayList<>();
    private volatile @Nullable Generation generation;

    /** Hears of some variants. */
    public Heard(int variants) {
        for (int v = 0; v < variants; v++) {
            ids.add(new ArrayList<>());
            scores.add(new ArrayList<>());
            ends.add(null);
            stopped.add(null);
        }
    }

    /** Submits a request. */
    public static Heard start(Engine engine, GenerationRequest request) {
        return new Heard(request.variants().size()).submit(engine, request);
    }

    /** Submits a request and hears of it. */
    public Heard submit(Engine engine, GenerationRequest request) {
        generation = engine.submit(request, this);
        return this;
    }

    @Override
    public synchronized void token(int variant, int position, int id, float logProbability) {
        ids.get(variant).add(id);
        scores.get(variant).add(logProbability);
    }

    @Override
    public synchronized void ended(int variant, End end) {
        ends.set(variant, end);
    }

    @Override
    public synchronized void stopped(int variant, String text) {
        stopped.set(variant, text);
    }

    /** The handle; wait until it is there if the engine's thread asks. */
    public Generation generation() {
        Generation there = generation;
        while (there == null) {
            Thread.onSpinWait();
            there = generation;
        }
        return there;
    }

    private void await() {
        generation().done().orTimeout(60, TimeUnit.SECONDS).join();
    }

    /** What a variant wrote, when all is done. */
    public List<Integer> ids(int variant) {
        await();
        return ids.get(variant);
    }

    /** Log-probabilities of what it wrote. */
    public List<Float> scores(int variant) {
        await();
        return scores.get(variant);
    }

    /** Why it ended. */
    public @Nullable End end(int variant) {
        await();
        return ends.get(variant);
    }

    /** What it wrote before a stop string; null if there was none. */
    public @Nullable String textBeforeStop(int variant) {
        await();
        return stopped.get(variant);
    }
}
