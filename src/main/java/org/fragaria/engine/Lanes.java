package org.fragaria.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import org.jspecify.annotations.Nullable;

import org.fragaria.problem.UnavailableException;
import org.fragaria.torch.Torch;

/**
 * Rows of a pass side by side: each lane is a thread whose operations use one core, and takes some of the rows through
 * the whole model. With many rows that beats several cores on every operation, since the lanes wait for each other once a
 * pass and not hundreds of times ({@code bench steering}: 16 users 1.4 times as fast on two cores). With few rows the
 * weights would be read from memory by every lane for next to nothing. Owned by the engine's thread.
 */
final class Lanes implements AutoCloseable {

    /** Tokens of a lane at least, over all its rows. */
    private static final int LEAST = 2;

    private final int count;
    private final @Nullable ExecutorService threads;

    /** As many lanes as one operation may use cores; none on a GPU. */
    Lanes() {
        count = Torch.onCpu() ? Torch.threads() : 1;
        threads = count > 1 ? Torch.singleCoreThreads(count) : null;
    }

    /** Rows of the fullest lane, of so many rows of several tokens. */
    int most(int rows) {
        return (rows + count - 1) / count;
    }

    /** What one lane does. */
    @FunctionalInterface
    interface Work {

        /**
         * Takes some rows through.
         *
         * @param manager owns what is made on the way; the result may stay in it
         * @param from first row
         * @param to one after the last row
         * @return {@code [row, ..]}
         */
        NDArray apply(NDManager manager, int from, int to);
    }

    /**
     * Does the work, all rows at once or side by side.
     *
     * @param manager owns the result
     * @param rows how many rows there are
     * @param width tokens of each row
     * @return the results of the lanes one after the other, {@code [row, ..]}, or null where they differ in shape and so
     *     are no tensor
     * @throws RuntimeException what the first lane that failed threw
     */
    @Nullable
    NDArray run(NDManager manager, int rows, int width, Work work) {
        ExecutorService side = threads;
        int lanes = Math.min(Math.min(count, rows), rows * width / LEAST);
        if (side == null || lanes < 2) {
            return work.apply(manager, 0, rows);
        }
        List<Future<NDArray>> running = new ArrayList<>();
        for (int lane = 0; lane < lanes; lane++) {
            int from = rows * lane / lanes;
            int to = rows * (lane + 1) / lanes;
            running.add(side.submit(() -> apart(manager, work, from, to)));
        }
        return joined(finish(running));
    }

    private static NDArray apart(NDManager manager, Work work, int from, int to) {
        try (NDManager own = manager.newSubManager()) {
            NDArray result = work.apply(own, from, to);
            result.attach(manager);
            return result;
        }
    }

    /** Waits for all, also for those beside one that failed: the cache is theirs until they end. */
    private static List<NDArray> finish(List<Future<NDArray>> running) {
        List<NDArray> results = new ArrayList<>();
        Throwable failure = null;
        for (Future<NDArray> lane : running) {
            try {
                results.add(lane.get());
            } catch (ExecutionException e) {
                failure = failure == null ? e.getCause() : failure;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new UnavailableException("The engine is stopping.", e);
            }
        }
        if (failure instanceof RuntimeException known) {
            throw known;
        }
        if (failure instanceof LinkageError known) {
            throw known;
        }
        if (failure != null) {
            throw new IllegalStateException("A lane of the engine failed", failure);
        }
        return results;
    }

    private static @Nullable NDArray joined(List<NDArray> results) {
        long width = results.getFirst().getShape().get(1);
        boolean even = results.stream().allMatch(result -> result.getShape().get(1) == width);
        return even ? NDArrays.concat(new NDList(results), 0) : null;
    }

    @Override
    public void close() {
        if (threads != null) {
            threads.shutdown();
        }
    }
}
