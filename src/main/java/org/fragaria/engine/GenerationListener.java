package org.fragaria.engine;

/** Hears of a generation as it happens, on the engine's thread: it must not block. */
public interface GenerationListener {

    /** Why a row ended. */
    enum End {
        /** All tokens asked for. */
        LENGTH,
        /** The model's end-of-text token. */
        END_OF_TEXT,
        /** The model's context is full. */
        CONTEXT,
        /** The caller cancelled. */
        CANCELLED
    }

    /**
     * A token.
     *
     * @param variant the row, in the order of the request
     * @param position its position in the text, prompt included
     * @param id token id
     * @param logProbability natural logarithm of its probability under the row's own distribution, at temperature 1
     */
    void token(int variant, int position, int id, float logProbability);

    /** A row has ended. */
    default void ended(int variant, End end) {}

    /** All rows have ended; the last call. */
    default void done() {}

    /** The generation broke off; the last call. */
    default void failed(RuntimeException failure) {}
}
