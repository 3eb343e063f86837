package org.fragaria.hub;

import java.io.IOException;
import java.time.Duration;

import org.fragaria.problem.UnavailableException;

/** Tries something over a network again and again, with growing pauses. Used by one thread, for one thing. */
final class Persistence {

    private final Patience patience;
    private final HubObserver observer;
    private int failures;

    Persistence(Patience patience, HubObserver observer) {
        this.patience = patience;
        this.observer = observer;
    }

    /** Something that a network may spoil. */
    interface Attempt<T> {
        T run() throws IOException;
    }

    /** The last try failed but brought something: the next failure is a first one. */
    void gotFurther() {
        failures = 0;
    }

    /**
     * The result of the first try that succeeds.
     *
     * @param what what is done, for the message
     * @throws UnavailableException if none did
     */
    <T> T until(String what, Attempt<T> attempt) {
        while (true) {
            try {
                return attempt.run();
            } catch (IOException e) {
                failures++;
                if (failures >= patience.tries()) {
                    throw new UnavailableException(
                            "Gave up " + what + " after " + failures + " tries: " + why(e)
                                    + ". What came is kept; the same command goes on from there.",
                            e);
                }
                Duration pause = patience.before(failures);
                observer.line("The connection failed while " + what + " (" + why(e) + "); again in "
                        + Math.max(1, pause.toSeconds()) + " s.");
                sleep(pause);
            }
        }
    }

    static String why(IOException e) {
        String message = e.getMessage();
        return message == null ? "cannot connect" : message;
    }

    private static void sleep(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("Interrupted while waiting to try again.", e);
        }
    }
}
