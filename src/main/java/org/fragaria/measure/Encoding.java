package org.fragaria.measure;

import java.nio.FloatBuffer;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * From token windows to feature activations: the model up to the dictionary's address, then the dictionary. What the
 * measuring loop asks of the tensors, so that the loop itself is plain Java. One caller at a time.
 */
public interface Encoding {

    /** Width of what the dictionary predicts: of what it reads, or a transcoder's output. */
    int dOut();

    /** Number of features. */
    int dSae();

    /**
     * Encodes windows.
     *
     * @param windows token ids {@code [window][position]}, equally long
     * @param withError whether to reconstruct as well; not to be asked for where {@link #withoutError} says why not
     * @param use gets the result, whose buffers live until it returns
     */
    void encode(int[][] windows, boolean withError, Consumer<Encoded> use);

    /** Why the error of the reconstruction cannot be known, for a person; empty where it can. */
    default Optional<String> withoutError() {
        return Optional.empty();
    }

    /** Why there is no {@link #probe}, where there is none, for a person. */
    default String withoutProbe() {
        return "what the dictionary reads cannot be steered";
    }

    /**
     * Calls back with what the weights say of each feature, in order.
     *
     * @param sink called {@code dSae} times
     */
    void weights(WeightFacts.Sink sink);

    /**
     * What can ask the model what features write.
     *
     * @param contexts token ids {@code [context][position]}, of one length, at least 2
     * @return the probe, to be closed by the caller, or empty if what the dictionary predicts cannot be steered: it is no part
     *     of the residual stream, or several tensors
     */
    Optional<OutputProbe> probe(int[][] contexts);

    /** Why there is no {@link #effects}, where there is none, for a person. */
    default String withoutEffects() {
        return "what the dictionary reads cannot be changed";
    }

    /**
     * What can say what the model loses when a feature is off.
     *
     * @param special whether special tokens and the first position count as well
     * @return empty if its features cannot be switched off where they are read
     */
    default Optional<EffectProbe> effects(boolean special) {
        return Optional.empty();
    }

    /**
     * A batch; rows are {@code window·length + position}.
     *
     * @param activations the dictionary's own activations, float32 {@code [row, dSae]}
     * @param x what the dictionary predicts: what it read, or the tensor at a transcoder's output; float32 {@code [row,
     *     dOut]}; empty unless asked for the error
     * @param error {@code x − reconstruction}, float32 {@code [row, dOut]}; empty unless asked for
     */
    record Encoded(FloatBuffer activations, FloatBuffer x, FloatBuffer error) {}
}
