package org.fragaria.problem;

import org.jspecify.annotations.Nullable;

/** The request is fine but cannot be served now, e.g. a full queue or an engine that failed to start. */
public final class UnavailableException extends FragariaException {

    private static final long serialVersionUID = 1L;

    private static final int A_MOMENT = 5;

    private final int retryAfter;

    public UnavailableException(String message) {
        this(message, null);
    }

    public UnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
        retryAfter = A_MOMENT;
    }

    /** It is known when to try again: in so many seconds. */
    public UnavailableException(String message, int retryAfter) {
        super(message, null);
        this.retryAfter = retryAfter;
    }

    /** After how many seconds to try again. */
    public int retryAfter() {
        return retryAfter;
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
