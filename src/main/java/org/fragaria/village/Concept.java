package org.fragaria.village;

/**
 * Something that is true of some tokens of the language and that a feature could stand for.
 *
 * @param id as in {@link Span#concept}
 * @param name how people call it: {@code the word strawberry}, {@code in French}
 * @param level how abstract it is
 */
public record Concept(String id, String name, Level level) {

    /** Kinds of concepts, from the concrete to the abstract. */
    public enum Level {
        /** One word. */
        WORD,
        /** A class of words. */
        CLASS,
        /** What a word does where it stands. */
        ROLE,
        /** A stretch of text: a quotation, a language, an open bracket. */
        SPAN,
        /** The kind of document. */
        DOMAIN,
        /** Something that is not written at the token itself and follows from what came before. */
        STATE
    }
}
