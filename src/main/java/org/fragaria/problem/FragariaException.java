package org.fragaria.problem;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * An error that a person can act upon. The message says where it happened, what was expected, what was found, and what
 * to do next; it is shown as it is on the command line, in {@code application/problem+json} and on error pages, so it
 * never holds a secret or a stack trace. Everything else (bugs) stays an unchecked exception of the JDK.
 */
public abstract sealed class FragariaException extends RuntimeException
        permits NotFoundException,
                InvalidException,
                ForbiddenException,
                ConflictException,
                UnavailableException,
                TooLargeException,
                TooManyException {

    private static final long serialVersionUID = 1L;

    FragariaException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** What happened and what to do; never null. */
    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }

    /** The HTTP status that this kind of error maps to, e.g. 404. */
    public abstract int status();

    /** A short name of the kind, the last part of the problem's URL: {@code docs/problems/{slug}.md}. */
    public abstract String slug();

    /** The kind of error as a title, without particulars. */
    public abstract String title();
}
