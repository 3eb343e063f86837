package org.fragaria.truth;

import java.util.List;
import java.util.function.LongFunction;
import java.util.function.Predicate;

import org.fragaria.village.Concept;
import org.fragaria.village.Document;

/**
 * What a truth report is made from.
 *
 * @param seed seed of the texts, for the record
 * @param documents labelled documents by number; even numbers are for choosing, odd ones for testing
 * @param concepts the list of concepts
 * @param accepts whether a sentence is one of the language
 * @param tokens counted tokens in each of the two sets
 * @param statements statements of liars, and as many of truth-tellers, on which the ladder is tested
 * @param prompts prompts on which a change of generated text is tested
 */
public record TruthSettings(
        long seed,
        LongFunction<Document> documents,
        List<Concept> concepts,
        Predicate<String> accepts,
        int tokens,
        int statements,
        int prompts) {

    /** Counted tokens by default. */
    public static final int TOKENS = 60_000;

    /** Statements of each kind by default. */
    public static final int STATEMENTS = 120;

    /** Prompts by default. */
    public static final int PROMPTS = 40;
}
