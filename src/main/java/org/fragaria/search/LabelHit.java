package org.fragaria.search;

/**
 * A label that was found.
 *
 * @param byWords whether it has words of the question
 * @param byMeaning whether it means something alike
 */
public record LabelHit(
        String model, String source, int index, String text, String method, boolean byWords, boolean byMeaning) {}
