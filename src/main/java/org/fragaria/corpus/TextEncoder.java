package org.fragaria.corpus;

/** Turns text into token ids; what this room asks of a model's tokenizer. */
@FunctionalInterface
public interface TextEncoder {

    /**
     * Token ids of a text, without a BOS token in front.
     *
     * @param text any text
     */
    int[] encode(String text);
}
