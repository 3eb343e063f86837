package org.fragaria.lab;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.smallrye.mutiny.infrastructure.Infrastructure;
import org.jspecify.annotations.Nullable;

import org.fragaria.engine.Generation;

/**
 * Tells somebody whose run waits for the model how it stands, twice a second as long as it waits, and only what is new. It
 * runs on the worker pool and lets go by itself when the run is taken in or has ended.
 */
final class QueueTeller implements Runnable {

    /** A run that need not wait is taken in before that, so nobody is told of a queue that is none. */
    private static final long FIRST_MILLIS = 250;

    private static final long EVERY_MILLIS = 500;

    private final Generation generation;
    private final Consumer<Standing> listener;
    private @Nullable Standing told;
    private volatile @Nullable ScheduledFuture<?> ticks;

    private QueueTeller(Generation generation, Consumer<Standing> listener) {
        this.generation = generation;
        this.listener = listener;
    }

    /**
     * How a run stands in the queue.
     *
     * @param place 1 for the next one that is taken in
     * @param waitSeconds how long it will probably wait still, in whole seconds, rounded up
     */
    record Standing(int place, long waitSeconds) {}

    /** Begins to tell; the listener is called by one thread at a time. */
    static void tell(Generation generation, Consumer<Standing> listener) {
        QueueTeller teller = new QueueTeller(generation, listener);
        ScheduledFuture<?> ticks = Infrastructure.getDefaultWorkerPool()
                .scheduleAtFixedRate(teller, FIRST_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
        teller.ticks = ticks;
        generation.done().whenComplete((nothing, failure) -> ticks.cancel(false));
    }

    @Override
    public void run() {
        int place = generation.place();
        if (place == 0) {
            ScheduledFuture<?> mine = ticks;
            if (mine != null) {
                mine.cancel(false);
            }
            return;
        }
        Standing now =
                new Standing(place, (long) Math.ceil(generation.expectedWait().toMillis() / 1000.0));
        if (!now.equals(told)) {
            told = now;
            listener.accept(now);
        }
    }
}
