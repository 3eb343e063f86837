package org.fragaria.search;

import java.util.Objects;

/**
 * A label as the index takes it.
 *
 * @param layer layer of the dictionary's address; -1 before the first
 * @param text at most {@value #LONGEST} characters of the label
 * @param method how it was made
 * @param density share of tokens on which the feature fires
 * @param lookup share of its variance that the current token explains; NaN if unknown
 */
public record LabelEntry(
        String model, String source, int layer, int index, String text, String method, double density, double lookup) {

    /** Characters of a label that are searched. */
    static final int LONGEST = 2_000;

    public LabelEntry {
        text = text.length() > LONGEST ? text.substring(0, LONGEST) : text;
    }

    /** The feature's name in the index. */
    String key() {
        return model + "/" + source + "/" + index;
    }

    /** The source's name in the index. */
    String at() {
        return model + "/" + source;
    }

    /** A number that changes with everything but the feature's place. */
    long print() {
        long numbers = Objects.hash(layer, density, lookup);
        return (long) (text + "\n" + method).hashCode() << 32 ^ numbers & 0xffffffffL;
    }
}
