package org.fragaria.testsupport;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.fragaria.engine.Engine;
import org.fragaria.engine.Generation;
import org.fragaria.engine.GenerationListener;
import org.fragaria.engine.GenerationRequest;

/** Collects what a generation says. */
public final class Generated implements GenerationListener {

    private final GenerationRequest request;
    private final List<List<Integer>> ids = new ArrayList<>();
    private final List<End> ends = new ArrayList<>();
    private Generation generation;

    private Generated(GenerationRequest request) {
        this.request = request;
        for (int v = 0; v < request.variants().size(); v++) {
            ids.add(new ArrayList<>());
            ends.add(null);
        }
    }

    /** Submits a request. */
    public static Generated start(Engine engine, GenerationRequest request) {
        Generated generated = new Generated(request);
        generated.generation = engine.submit(request, generated);
        return generated;
    }

    @Override
    public synchronized void token(int variant, int position, int id, float logProbability) {
        ids.get(variant).add(id);
    }

    @Override
    public synchronized void ended(int variant, End end) {
        ends.set(variant, end);
    }

    /** Waits for the end and returns prompt and generated ids of a variant. */
    public int[] ids(int variant) {
        generation.done().orTimeout(60, TimeUnit.SECONDS).join();
        int[] prompt = request.prompt();
        int[] all =
                java.util.Arrays.copyOf(prompt, prompt.length + ids.get(variant).size());
        for (int i = prompt.length; i < all.length; i++) {
            all[i] = ids.get(variant).get(i - prompt.length);
        }
        return all;
    }

    /** Why a variant ended. */
    public End end(int variant) {
        generation.done().orTimeout(60, TimeUnit.SECONDS).join();
        return ends.get(variant);
    }

    public Generation generation() {
        return generation;
    }
}
