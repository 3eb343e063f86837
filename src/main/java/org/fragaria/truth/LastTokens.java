package org.fragaria.truth;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

import org.fragaria.intervention.BatchEdits;
import org.fragaria.intervention.Intervention;
import org.fragaria.intervention.RowContext;
import org.fragaria.model.Address;
import org.fragaria.model.HookPoint;
import org.fragaria.model.KvCache;
import org.fragaria.model.LanguageModel;
import org.fragaria.model.Step;
import org.fragaria.model.Taps;

/**
 * Prompts that were read once up to their last token, which can then be run again and again under different changes at
 * that token: what comes before does not see it, so the cache stays right. Owns a cache: close it. One thread.
 */
final class LastTokens implements AutoCloseable {

    private final LanguageModel model;
    private final KvCache cache;
    private final int[][] last;
    private final int[] starts;

    LastTokens(LanguageModel model, List<int[]> prompts) {
        this.model = model;
        cache = new KvCache(model.config(), model.manager());
        last = prompts.stream().map(p -> new int[] {p[p.length - 1]}).toArray(int[][]::new);
        starts = prompts.stream().mapToInt(p -> p.length - 1).toArray();
        int longest = Arrays.stream(starts).max().orElse(0);
        cache.reserve(last.length, longest + 1);
        int[][] before = prompts.stream()
                .map(p -> Arrays.copyOf(p, Math.max(1, p.length - 1)))
                .toArray(int[][]::new);
        int chunk = 32;
        for (int from = 0; from < before.length; from += chunk) {
            int[][] part = Arrays.copyOfRange(before, from, Math.min(before.length, from + chunk));
            try (NDManager manager = model.manager().newSubManager()) {
                model.run(Step.cached(manager, part, new int[part.length], cache, from), Taps.NONE);
            }
        }
    }

    /**
     * The likeliest next token of every prompt.
     *
     * @param changes at the last token, for every prompt its own
     */
    int[] next(List<List<Intervention>> changes) {
        List<RowContext> rows = new ArrayList<>();
        for (int r = 0; r < starts.length; r++) {
            rows.add(new RowContext(changes.get(r), starts[r], starts[r] + 1, last[r], new boolean[1]));
        }
        try (NDManager manager = model.manager().newSubManager()) {
            NDArray normed = model.run(Step.cached(manager, last, starts, cache, 0), new BatchEdits(rows));
            return Arrays.stream(model.logits(normed.squeeze(1)).argMax(1).toLongArray())
                    .mapToInt(id -> (int) id)
                    .toArray();
        }
    }

    /** The residual stream after every block at the last tokens, {@code [prompt · dModel]} each. */
    Map<Address, float[]> residuals() {
        Map<Address, float[]> found = new LinkedHashMap<>();
        try (NDManager manager = model.manager().newSubManager()) {
            model.run(Step.cached(manager, last, starts, cache, 0), (point, layer, tensor) -> {
                if (point == HookPoint.RESID_POST) {
                    found.put(new Address(point, layer), tensor.toFloatArray());
                }
                return tensor;
            });
        }
        return found;
    }

    @Override
    public void close() {
        cache.close();
    }
}
