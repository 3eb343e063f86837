package org.fragaria.engine;

import java.util.List;

import org.fragaria.intervention.Moved;

/**
 * Hears of a generation as it happens, on the engine's thread: it must not block. If it throws, its generation fails with
 * that; others go on.
 */
public interface GenerationListener {

    /** Why a row ended. */
    enum End {
        /** All tokens asked for. */
        LENGTH,
        /** The model's end-of-text token. */
        END_OF_TEXT,
        /** A stop string was written. */
        STOP,
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

    /**
     * What stood at a place, after {@link #token} of the same place; told only where alternatives were asked for, or of a
     * row that follows.
     *
     * @param variant the row
     * @param position the place
     * @param detail the row's own distribution there
     */
    default void detail(int variant, int position, Detail detail) {}

    /**
     * A row's own distribution at a place, at temperature 1.
     *
     * @param ids the likeliest tokens, likeliest first
     * @param logProbabilities natural logarithms of their probabilities
     * @param divergence of a row that follows, {@code KL(P_leader ‖ P_own)} in nats: how much worse its own distribution
     *     codes what the other one writes; 0 of a row that leads
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    record Detail(int[] ids, float[] logProbabilities, float divergence) {}

    /**
     * A row is about to end because it wrote a stop string. All its tokens were told already, those of the stop string too,
     * since a stop string may be split over tokens; show this text instead to cut it off.
     *
     * @param text what the row wrote before the stop string, prompt not included
     */
    default void stopped(int variant, String text) {}

    /** Whether it wants to be told how far the interventions move the tensors ({@link #moved}), which costs a little. */
    default boolean asksHowFar() {
        return false;
    }

    /**
     * How far a row's tensors were moved, told before {@link #ended} if it {@link #asksHowFar}.
     *
     * @param variant the row
     * @param places by address, over all tokens of the row, the prompt's included; empty if nothing was touched
     */
    default void moved(int variant, List<Moved.At> places) {}

    /** A row has ended. */
    default void ended(int variant, End end) {}

    /** All rows have ended; the last call. */
    default void done() {}

    /** The generation broke off; the last call. */
    default void failed(RuntimeException failure) {}
}
