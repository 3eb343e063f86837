package org.fragaria.model;

import java.util.Arrays;

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
    private final NDArray mask;
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
        mask = cache == null ? causal() : seen(positionValues, seen);
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

    private NDArray causal() {
        float[] values = new float[width * width];
        for (int t = 0; t < width; t++) {
            Arrays.fill(values, t * width + t + 1, (t + 1) * width, Float.NEGATIVE_INFINITY);
        }
        return manager.create(values, new Shape(1, 1, width, width));
    }

    private NDArray seen(long[] positionValues, int length) {
        float[] values = new float[rows * width * length];
        for (int i = 0; i < positionValues.length; i++) {
            Arrays.fill(values, i * length + (int) positionValues[i] + 1, (i + 1) * length, Float.NEGATIVE_INFINITY);
        }
        return manager.create(values, new Shape(rows, 1, width, length));
    }

    /** Attention of one layer over what this step may see: {@code q [b, t, H·e]}, {@code k, v [b, t, K·e]}. */
    NDArray attend(int layer, NDArray q, NDArray k, NDArray v, ModelConfig shape) {
        double scale = 1 / Math.sqrt(shape.headDim());
        if (cache == null) {
            return TorchOps.attend(q, k, v, mask, shape.heads(), shape.kvHeads(), scale);
        }
        return TorchOps.attendCached(
                q,
                k,
                v,
                cache.keys(layer),
                cache.values(layer),
                slot,
                positions,
                mask,
                shape.heads(),
                shape.kvHeads(),
                scale);
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
