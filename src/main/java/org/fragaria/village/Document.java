package org.fragaria.village;

import java.util.List;

/**
 * A text of the language with what is true of its parts. Immutable.
 *
 * @param text the text; sentences are separated by a space or a line break
 * @param domain which kind of text: {@code story}, {@code recipe}, {@code sum}, {@code code}, {@code letter}, {@code talk}, …
 * @param spans every concept with the characters it holds over; a token has a concept if the two share a character
 *     that is not white space
 * @param statements the answers that speakers give, in their order; only in stories
 */
public record Document(String text, String domain, List<Span> spans, List<Statement> statements) {}
