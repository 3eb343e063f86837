package org.fragaria.explanation.automatic;

/** A language model that answers a question. Safe for any number of threads. */
public interface Judge {

    /** Name of the language model. */
    String name();

    /**
     * Asks one question and waits for the answer.
     *
     * @throws NoAnswerException if there is none: refused, timed out, cut off, empty; the message says why
     */
    String answer(Prompt prompt) throws NoAnswerException;
}
