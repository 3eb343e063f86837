package org.fragaria.model;

import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.jspecify.annotations.Nullable;

import org.fragaria.problem.InvalidException;
import org.fragaria.torch.TorchOps;

/**
 * The input of one forward pass: some rows of tokens at their positions, with or without a cache. Rows shorter than the
 * longest are padded at the end; what the pass computes at padded positions means nothing and is never read, since a
 * position sees only itself and those before it.
 */
public final class Step {

    private final NDManager manager;
    private final int rows;
    private final int width;
    private final NDArray ids;
    private final NDArray positions;
    private final long[] positionValues;
    private final int length;
    private final Map<Integer, NDArray> masks = new HashMap<>();
    private final Map<NDArray, NDArray> angles = new IdentityHashMap<>();
    private final @Nullable KvCache cache;
    private final int slot;

    private Step(NDManager manager, int[][] tokens, int[] starts, @Nullable KvCache cache, int slot) {
        this.manager = manager;
        this.cache = cache;
        this.slot = slot;
        rows = tokens.length;
        width = Arrays.stream(tokens).mapToInt(row -> row.length).max().orElse(0);
        if (width == 0) {
            throw new InvalidException("A forward pass needs at least one token; the text is empty.");
        }
        long[] idValues = new long[rows * width];
        long[] positionValues = new long[rows * width];
        int seen = 0;
        for (int r = 0; r < rows; r++) {
            for (int t = 0; t < width; t++) {
                idValues[r * width + t] = t < tokens[r].length ? tokens[r][t] : tokens[r][tokens[r].length - 1];
                positionValues[r * width + t] = starts[r] + t;
            }
            seen = Math.max(seen, starts[r] + width);
        }
        Shape shape = new Shape(rows, width);
        ids = manager.create(idValues, shape);
        positions = manager.create(positionValues, shape);
        this.positionValues = positionValues;
        length = cache == null ? width : seen;
    }

    /**
     * Whole windows without a cache.
     *
     * @param windows token ids, {@code [row][position]}
     */
    public static Step windows(NDManager manager, int[][] windows) {
        return new Step(manager, windows, new int[windows.length], null, 0);
    }

    /**
     * Further tokens of rows whose earlier ones are in a cache.
     *
     * @param tokens new token ids, {@code [row][position]}
     * @param starts how many tokens of each row the cache holds already
     * @param cache the cache, with room reserved; row {@code i} lives in slot {@code slot + i}
     */
    public static Step cached(NDManager manager, int[][] tokens, int[] starts, KvCache cache, int slot) {
        return new Step(manager, tokens, starts, cache, slot);
    }

    /**
     * What each new token sees: itself and those before it, within a window. Positions without a cache are the same in
     * every row, since no row has a past.
     *
     * @param window how many positions, the token's own included; 0 for all
     * @return 0 where it sees and -∞ where not, {@code [rows or 1, 1, width, length]}
     */
    private NDArray mask(int window) {
        int different = cache == null ? 1 : rows;
        float[] values = new float[different * width * length];
        for (int i = 0; i < different * width; i++) {
            int at = (int) positionValues[i];
            int from = window == 0 ? 0 : Math.max(0, at + 1 - window);
            Arrays.fill(values, i * length, i * length + from, Float.NEGATIVE_INFINITY);
            Arrays.fill(values, i * length + at + 1, (i + 1) * length, Float.NEGATIVE_INFINITY);
        }
        return manager.create(values, new Shape(different, 1, width, length));
    }

    /** Attention of one layer over what this step may see: {@code q [b, t, H·e]}, {@code k, v [b, t, K·e]}. */
    NDArray attend(int layer, NDArray q, NDArray k, NDArray v, Attention attention) {
        // A window that holds the whole text is none: one mask serves both kinds of layer.
        int window = attention.window() >= length ? 0 : attention.window();
        NDArray mask = masks.computeIfAbsent(window, this::mask);
        if (cache == null) {
            return TorchOps.attend(q, k, v, mask, attention.scores());
        }
        TorchOps.Cached cached = new TorchOps.Cached(cache.keys(layer), cache.values(layer), slot, positions);
        return TorchOps.attendCached(q, k, v, cached, mask, attention.scores());
    }

    /** By what the positions rotate at some frequencies {@code [n / 2]}: {@code [2, row, position, n]}; made once. */
    NDArray angles(NDArray frequencies) {
        return angles.computeIfAbsent(frequencies, f -> TorchOps.ropeAngles(positions, f));
    }

    /** Owns what the pass computes. */
    NDManager manager() {
        return manager;
    }

    /** Token ids, int64 {@code [row, position]}. */
    NDArray ids() {
        return ids;
    }

    /** Absolute positions, int64 {@code [row, position]}. */
    NDArray positions() {
        return positions;
    }

    /** Number of rows. */
    public int rows() {
        return rows;
    }

    /** Positions of the longest row. */
    public int width() {
        return width;
    }
}
