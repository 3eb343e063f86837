package org.fragaria.explanation.automatic;

/**
 * A question for a language model.
 *
 * @param system what it is to do
 * @param user what it is to do it with
 * @param longest longest answer, in its tokens
 */
public record Prompt(String system, String user, int longest) {}
