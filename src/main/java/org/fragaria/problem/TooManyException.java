package org.fragaria.problem;

import org.jspecify.annotations.Nullable;

/** Somebody has done something too often in too short a time, e.g. written a hundred labels in an hour. */
public final class TooManyException extends FragariaException {

    private static final long serialVersionUID = 1L;

    public TooManyException(String message) {
        this(message, null);
    }

    public TooManyException(String message, @Nullable Throwable cause) {
        super(message, cause);
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
