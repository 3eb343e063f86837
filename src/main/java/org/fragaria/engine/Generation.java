package org.fragaria.engine;

import java.util.concurrent.CompletableFuture;

/** A request that was accepted: a handle to cancel it or to wait for it. Safe for any thread. */
public final class Generation {

    private final GenerationRequest request;
    private final GenerationListener listener;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private volatile boolean cancelled;
    private int open;

    Generation(GenerationRequest request, GenerationListener listener) {
        this.request = request;
        this.listener = listener;
        open = request.variants().size();
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

    /** A row has ended. Engine's thread only. */
    void rowEnded(int variant, GenerationListener.End end) {
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
