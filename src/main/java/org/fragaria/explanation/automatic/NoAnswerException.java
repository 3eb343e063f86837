package org.fragaria.explanation.automatic;

import java.util.Objects;

/** A language model gave no answer that can be used. The message says why, for a person, and holds no key. */
public final class NoAnswerException extends Exception {

    private static final long serialVersionUID = 1L;

    public NoAnswerException(String reason) {
        super(reason);
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
