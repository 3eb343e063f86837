package org.fragaria.dictionary;

import java.util.function.UnaryOperator;

/**
 * Another way to read a dictionary's weights: one setting differs from what its files say. What a fit check tries, since
 * such a setting changes every number and is often lost on the way. Immutable.
 */
public final class Rereading {

    private final UnaryOperator<CanonicalDictionary> change;

    private Rereading(UnaryOperator<CanonicalDictionary> change) {
        this.change = change;
    }

    /** Nothing differs. */
    public static Rereading none() {
        return new Rereading(read -> read);
    }

    /** Another normalisation of the input, none of which {@link #scaledBy} is in need of. */
    public static Rereading normalizedBy(Normalization other) {
        return new Rereading(read -> read.with(read.config().with(other)));
    }

    /**
     * With an input scale folded into the weights, and no other normalisation.
     *
     * @param inputScale what inputs were multiplied by in training
     */
    public static Rereading scaledBy(double inputScale) {
        return new Rereading(read -> read.folded(inputScale));
    }

    /** With the decoder's bias subtracted from the input where it is not, and the other way round. */
    public static Rereading otherBias() {
        return new Rereading(
                read -> read.with(read.config().subtractingBias(!read.config().applyBDecToInput())));
    }

    /** With pre-activations multiplied by the norms of decoder rows where they are not, and the other way round. */
    public static Rereading otherNorms() {
        return new Rereading(
                read -> read.with(read.config().rescalingByNorms(!read.config().rescaleActsByDecoderNorm())));
    }

    /** As if the model had been centred where it was not, and the other way round ({@link DictionaryConfig#centres}). */
    public static Rereading otherCentring() {
        return new Rereading(
                read -> read.with(read.config().centring(!read.config().centres())));
    }

    /** With rows and columns of a square encoder exchanged. */
    public static Rereading encoderTransposed() {
        return new Rereading(read -> read.transposed(DictionaryTensors.W_ENC));
    }

    /** With rows and columns of a square skip connection exchanged. */
    public static Rereading skipTransposed() {
        return new Rereading(read -> read.transposed(DictionaryTensors.W_SKIP));
    }

    CanonicalDictionary of(CanonicalDictionary read) {
        return change.apply(read);
    }
}
