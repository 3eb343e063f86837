package org.fragaria.hub;

import java.io.IOException;

/** The hub answered that it cannot now (too many requests, overloaded, restarting); a later try may succeed. */
final class TryAgainException extends IOException {

    private static final long serialVersionUID = 1L;

    TryAgainException(String message) {
        super(message);
    }
}
