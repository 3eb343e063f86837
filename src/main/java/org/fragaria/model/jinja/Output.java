package org.fragaria.model.jinja;

import org.fragaria.problem.TooLargeException;

/** What a template has written so far. */
final class Output {

    /** Characters that a template may write: a loop gone wild must end. */
    private static final int MOST = 4_000_000;

    private final StringBuilder text = new StringBuilder();

    void write(String more) {
        if (text.length() + more.length() > MOST) {
            throw new TooLargeException(
                    "The chat template writes more than " + MOST + " characters. Shorten the chat.");
        }
        text.append(more);
    }

    String text() {
        return text.toString();
    }
}
