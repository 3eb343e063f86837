package org.fragaria.explanation;

import jakarta.enterprise.context.ApplicationScoped;

import org.fragaria.account.WriteLimit;

/** Counts what visitors ask of the language model, so that nobody floods its bill. */
@ApplicationScoped
class AttemptLimit {

    private static final String EVERYBODY = "all";

    private final WriteLimit attempts;

    AttemptLimit(ExplanationConfig config) {
        attempts = new WriteLimit(
                "questions to the language model from all visitors together",
                "fragaria.explanation.attempts-per-hour",
                config.attemptsPerHour(),
                System::currentTimeMillis);
    }

    /**
     * Counts an attempt of the language model.
     *
     * @throws org.fragaria.problem.TooManyException if all visitors together have asked for too much within an hour
     */
    void count() {
        attempts.count(EVERYBODY);
    }
}
