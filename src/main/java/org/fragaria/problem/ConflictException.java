package org.fragaria.problem;

import org.jspecify.annotations.Nullable;

/** What was asked for collides with what is there, e.g. a source id that is taken. */
public final class ConflictException extends FragariaException {

    private static final long serialVersionUID = 1L;

    public ConflictException(String message) {
        this(message, null);
    }

    public ConflictException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    @Override
    public int status() {
        return 409;
    }

    @Override
    public String slug() {
        return "conflict";
    }

    @Override
    public String title() {
        return "Conflict";
    }
}
