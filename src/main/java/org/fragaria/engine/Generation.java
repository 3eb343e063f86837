package org.fragaria.engine;

import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import org.fragaria.intervention.Moved;

/** A request that was accepted: a handle to cancel it or to wait for it. Safe for any thread. */
public final class Generation {

    private final GenerationRequest request;
    private final GenerationListener listener;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private volatile boolean cancelled;
    private final @Nullable Moved[] moved;
    private int open;

    Generation(GenerationRequest request, GenerationListener listener) {
        this.request = request;
        this.listener = listener;
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

    GenerationRequest request() {
        return request;
    }

    boolean cancelled() {
        return cancelled;
    }

    GenerationListener listener() {
        return listener;
    }

    /** What is told how far a variant's tensors are moved; null if the listener does not ask. */
    @Nullable
    Moved moved(int variant) {
        return moved[variant];
    }

    /** A row has ended. Engine's thread only. */
    void rowEnded(int variant, GenerationListener.End end) {
        Moved far = moved[variant];
        if (far != null) {
            listener.moved(variant, far.places());
        }
        listener.ended(variant, end);
        if (--open == 0) {
            listener.done();
            done.complete(null);
        }
    }

    /** It broke off. */
    void fail(RuntimeException failure) {
        if (!done.isDone()) {
            listener.failed(failure);
            done.completeExceptionally(failure);
        }
    }
}
