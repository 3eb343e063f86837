package org.fragaria.problem;

import org.jspecify.annotations.Nullable;

/** Input (a file, a parameter, a request) does not say what it must, or contradicts itself. */
public final class InvalidException extends FragariaException {

    private static final long serialVersionUID = 1L;

    public InvalidException(String message) {
        this(message, null);
    }

    public InvalidException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    @Override
    public int status() {
        return 400;
    }

    @Override
    public String slug() {
        return "invalid";
    }

    @Override
    public String title() {
        return "Invalid input";
    }
}
