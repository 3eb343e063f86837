package org.fragaria.problem;

import org.jspecify.annotations.Nullable;

/** Somebody has done something too often in too short a time, e.g. written a hundred labels in an hour. */
public final class TooManyException extends FragariaException {

    private static final long serialVersionUID = 1L;

    private static final int A_MINUTE = 60;

    private final int retryAfter;

    public TooManyException(String message) {
        this(message, null);
    }

    public TooManyException(String message, @Nullable Throwable cause) {
        super(message, cause);
        retryAfter = A_MINUTE;
    }

    /** It is known when the next one may come: in so many seconds. */
    public TooManyException(String message, int retryAfter) {
        super(message, null);
        this.retryAfter = retryAfter;
    }

    /** After how many seconds the next one may come. */
    public int retryAfter() {
        return retryAfter;
    }

    @Override
    public int status() {
        return 429;
    }

    @Override
    public String slug() {
        return "too-many";
    }

    @Override
    public String title() {
        return "Too many requests";
    }
}
