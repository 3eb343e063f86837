package org.fragaria.explanation;

import jakarta.enterprise.context.ApplicationScoped;

/** Counts what visitors write, so that nobody floods the database or the language model's bill. */
@ApplicationScoped
class Writers {

    private static final String EVERYBODY = "all";

    private final WriteLimit writes;
    private final WriteLimit attempts;

    Writers(ExplanationConfig config) {
        writes = new WriteLimit(
                "labels and votes from one browser",
                "fragaria.explanation.writes-per-hour",
                config.writesPerHour(),
                System::currentTimeMillis);
        attempts = new WriteLimit(
                "questions to the language model from all visitors together",
                "fragaria.explanation.attempts-per-hour",
                config.attemptsPerHour(),
                System::currentTimeMillis);
    }

    /**
     * Counts a label or a vote.
     *
     * @throws org.fragaria.problem.TooManyException if the visitor has written too much within an hour
     */
    void count(String owner) {
        writes.count(owner);
    }

    /**
     * Counts an attempt of the language model.
     *
     * @throws org.fragaria.problem.TooManyException if all visitors together have asked for too much within an hour
     */
    void countAttempt() {
        attempts.count(EVERYBODY);
    }
}
