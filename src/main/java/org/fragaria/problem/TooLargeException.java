package org.fragaria.problem;

import org.jspecify.annotations.Nullable;

/** Input is well formed but larger than this installation accepts, e.g. a prompt beyond the context. */
public final class TooLargeException extends FragariaException {

    private static final long serialVersionUID = 1L;

    public TooLargeException(String message) {
        this(message, null);
    }

    public TooLargeException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    @Override
    public int status() {
        return 413;
    }

    @Override
    public String slug() {
        return "too-large";
    }

    @Override
    public String title() {
        return "Too large";
    }
}
