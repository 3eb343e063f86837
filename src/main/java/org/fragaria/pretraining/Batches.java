package org.fragaria.pretraining;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import org.jspecify.annotations.Nullable;

import org.fragaria.pretraining.LessonWindows.Batch;
import org.fragaria.village.Village.Stage;

/**
 * Makes batches on a thread of its own, a few ahead of the one who takes them, always the same ones in the same order.
 * Taken from by one thread.
 */
final class Batches implements AutoCloseable {

    private static final int AHEAD = 8;

    private final BlockingQueue<Made> queue = new LinkedBlockingQueue<>(AHEAD);
    private final Thread worker;

    private record Made(@Nullable Batch batch, @Nullable RuntimeException failure) {}

    /** The batches of a stage from a document on. */
    Batches(LessonWindows windows, long from, Stage stage, PretrainingSettings settings) {
        worker = Thread.ofPlatform().name("lessons").daemon().unstarted(() -> make(windows, from, stage, settings));
        worker.start();
    }

    private void make(LessonWindows windows, long from, Stage stage, PretrainingSettings settings) {
        long next = from;
        try {
            while (true) {
                Batch batch = windows.batch(next, stage, settings.batch(), settings.placeWeight());
                next = batch.next();
                queue.put(new Made(batch, null));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    private void fail(RuntimeException failure) {
        try {
            queue.put(new Made(null, failure));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The next batch; waits for it if need be. */
    Batch take() {
        try {
            Made made = queue.take();
            if (made.failure() != null) {
                throw made.failure();
            }
            return java.util.Objects.requireNonNull(made.batch());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for text", e);
        }
    }

    /** Stops making them; returns when the thread has ended. */
    @Override
    public void close() {
        worker.interrupt();
        try {
            worker.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
