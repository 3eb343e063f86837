package org.fragaria.village;

/**
 * A concept that holds over a stretch of a text.
 *
 * @param concept id of a concept, or the name of a grammar rule; see {@link Concepts}
 * @param from first character, a UTF-16 index into the text
 * @param to one past the last character
 */
public record Span(String concept, int from, int to) {}
