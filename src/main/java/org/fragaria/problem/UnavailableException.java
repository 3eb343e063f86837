package org.fragaria.problem;

import org.jspecify.annotations.Nullable;

/** The request is fine but cannot be served now, e.g. a full queue or an engine that failed to start. */
public final class UnavailableException extends FragariaException {

    private static final long serialVersionUID = 1L;

    public UnavailableException(String message) {
        this(message, null);
    }

    public UnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    @Override
    public int status() {
        return 503;
    }

    @Override
    public String slug() {
        return "unavailable";
    }

    @Override
    public String title() {
        return "Unavailable";
    }
}
