package org.fragaria.engine;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import org.fragaria.intervention.Moved;

/** A request that was accepted: a handle to cancel it, to wait for it, or to ask how long it will wait. Safe for any thread. */
public final class Generation {

    private final GenerationRequest request;
    private final GenerationListener listener;
    private final Admission queue;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private volatile boolean cancelled;
    private volatile @Nullable RuntimeException broken;
    private final @Nullable Moved[] moved;
    private int open;
    private int overtaken;
    private long began;

    Generation(GenerationRequest request, GenerationListener listener, Admission queue) {
        this.request = request;
        this.listener = listener;
        this.queue = queue;
        open = request.variants().size();
        moved = new @Nullable Moved[open];
        for (int v = 0; v < open && listener.asksHowFar(); v++) {
            moved[v] = new Moved();
        }
    }

    /** Frees its rows before the next step; the listener hears {@code CANCELLED} for each. */
    public void cancel() {
        cancelled = true;
    }

    /** Completes when all rows have ended; fails with what broke it. */
    public CompletableFuture<Void> done() {
        return done;
    }

    /** Its place among those that wait, 1 for the next one; 0 once it is at work, and when it is done. */
    public int place() {
        return queue.place(this);
    }

    /** How long it will probably wait still: an estimate from how long others took; zero once it is at work. */
    public Duration expectedWait() {
        return queue.expectedWait(this);
    }

    GenerationRequest request() {
        return request;
    }

    int rows() {
        return request.variants().size();
    }

    boolean cancelled() {
        return cancelled;
    }

    /** What broke it, although not all rows have left yet. */
    @Nullable
    RuntimeException broken() {
        return broken;
    }

    /** What is told how far a variant's tensors are moved; null if the listener does not ask. */
    @Nullable
    Moved moved(int variant) {
        return moved[variant];
    }

    /** Marks it as broken: its rows leave before the next step. */
    void breakOff(RuntimeException failure) {
        if (broken == null) {
            broken = failure;
        }
    }

    /** Others with fewer rows were taken first so many times. Guarded by the queue. */
    int overtaken() {
        return overtaken;
    }

    void overtake() {
        overtaken++;
    }

    /** When it was taken in, {@link System#nanoTime}. Guarded by the queue. */
    long began() {
        return began;
    }

    void begin(long nanos) {
        began = nanos;
    }

    /** Tells the listener something; one that throws breaks its own generation and no other. */
    void tell(Consumer<GenerationListener> what) {
        if (broken != null) {
            return;
        }
        try {
            what.accept(listener);
        } catch (RuntimeException | Error failure) {
            breakOff(
                    failure instanceof RuntimeException e
                            ? e
                            : new IllegalStateException("The listener of a generation failed", failure));
        }
    }

    /** A row has ended; true if it was the last one. Engine's thread only. */
    boolean rowEnded(int variant, GenerationListener.End end) {
        Moved far = moved[variant];
        if (far != null) {
            tell(l -> l.moved(variant, far.places()));
        }
        tell(l -> l.ended(variant, end));
        if (--open > 0) {
            return false;
        }
        tell(GenerationListener::done);
        RuntimeException failure = broken;
        if (failure == null) {
            done.complete(null);
        } else {
            fail(failure);
        }
        return true;
    }

    /** It broke off. */
    void fail(RuntimeException failure) {
        if (done.isDone()) {
            return;
        }
        breakOff(failure);
        try {
            listener.failed(failure);
        } catch (RuntimeException | Error alsoBroken) {
            failure.addSuppressed(alsoBroken);
        }
        done.completeExceptionally(failure);
    }
}
