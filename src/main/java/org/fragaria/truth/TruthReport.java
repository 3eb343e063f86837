package org.fragaria.truth;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.fragaria.village.Concept;

/**
 * What is known of a model organism and its dictionaries; stored as {@code truth.json} beside them and shown as a page.
 *
 * @param model the model's id
 * @param seed seed of the texts
 * @param selectTokens tokens on which features and thresholds were chosen
 * @param testTokens other tokens, on which every score below was measured
 * @param made when, ISO 8601
 * @param sources the dictionaries looked at, as source ids
 * @param concepts every concept of the list, in its order
 * @param causal what turning features does to generated text
 * @param ladder the liar's ladder
 * @param picks what the demo shows
 * @param slots what changes do to the probability of a word where it fits and where it does not
 * @param organism how well the model has learned the language; null if it was not measured
 */
public record TruthReport(
        String model,
        long seed,
        long selectTokens,
        long testTokens,
        String made,
        List<String> sources,
        List<ConceptTruth> concepts,
        List<Causal> causal,
        List<Rung> ladder,
        List<Pick> picks,
        List<Slot> slots,
        @Nullable ModelTruth organism) {

    /** A report without probabilities at slots, and without figures of the model. */
    public TruthReport(
            String model,
            long seed,
            long selectTokens,
            long testTokens,
            String made,
            List<String> sources,
            List<ConceptTruth> concepts,
            List<Causal> causal,
            List<Rung> ladder,
            List<Pick> picks) {
        this(model, seed, selectTokens, testTokens, made, sources, concepts, causal, ladder, picks, List.of(), null);
    }

    /** The same report with figures of the model. */
    public TruthReport with(ModelTruth found) {
        return new TruthReport(
                model, seed, selectTokens, testTokens, made, sources, concepts, causal, ladder, picks, slots, found);
    }

    /**
     * How well the model has learned the language.
     *
     * @param loss cross entropy on documents of held-out facts, nats per token
     * @param entropy an upper bound of the language's own entropy, nats per token
     * @param accepted sentences of its own texts (temperature 0.7, begun from nothing) that the grammar accepts
     * @param sums sums it states in them that are right
     * @param brackets lines with brackets in them that close all they open
     * @param speakers by name: statements in which the likeliest place is the one this speaker names (the true one for
     *     truth-tellers, the decoy for liars)
     */
    public record ModelTruth(
            double loss, double entropy, Rate accepted, Rate sums, Rate brackets, Map<String, Rate> speakers) {}

    /**
     * How well a threshold on one number tells a concept; on test tokens.
     *
     * @param at address of a probe, or source id of a feature
     * @param index number of the feature; -1 for a probe
     * @param threshold chosen on the selection tokens
     */
    public record Score(String at, int index, double threshold, double precision, double recall, double f1) {}

    /**
     * One concept.
     *
     * @param positives test tokens that have it
     * @param probes linear probes, one per address; the ceiling
     * @param features the best feature of every source
     */
    public record ConceptTruth(Concept concept, long positives, List<Score> probes, List<Score> features) {}

    /**
     * One change, as the steering room applies it.
     *
     * @param source source id, or the address if {@code vector} is given
     * @param index number of the feature; -1 if {@code vector} is given
     * @param method {@code add}, {@code clamp} or {@code ablate}
     * @param strength raw
     * @param positions {@code all}, {@code prompt}, {@code generated} or {@code last}
     * @param vector a direction that is no feature, {@code [width]}
     */
    public record Change(
            String source, int index, String method, double strength, String positions, float @Nullable [] vector) {}

    /** {@code hits} of {@code trials}, and a 95 % interval of the rate (Wilson). */
    public record Rate(long hits, long trials, double rate, double low, double high) {}

    /**
     * Texts generated under one setting.
     *
     * @param name {@code base}, {@code up}, {@code down}, {@code control}
     * @param parse share of sentences that the grammar accepts; NaN if not asked
     */
    public record Arm(String name, List<Change> changes, Rate rate, double parse) {}

    /** What turning the features of one concept does to its rate in generated text; {@code counted} says how it is counted. */
    public record Causal(String concept, String counted, List<Arm> arms) {}

    /**
     * One rung of the liar's ladder, over held-out stories other than those on which its features were chosen.
     *
     * @param control whether it is a matched random control: counts of several draws together, changes of the first
     */
    public record Rung(
            String id,
            String title,
            List<Change> changes,
            Rate liarsTrue,
            Rate liarsFalse,
            Rate truthfulTrue,
            boolean control) {}

    /**
     * What a door or demo of the front page shows.
     *
     * @param id {@code strawberry}, {@code french}, {@code liar}, {@code brackets}
     * @param detector the feature that its door opens
     * @param changes what its button turns; empty if it has none
     * @param prompt what the button goes on from
     */
    public record Pick(String id, Score detector, List<Change> changes, String prompt) {}

    /**
     * Probability of a concept's word on test texts, all positions touched.
     *
     * @param name {@code base}, {@code up}, {@code best f1} or {@code control}
     * @param slot mean probability, 0..1, at the tokens before the first mention of the thing of a story
     * @param low lower end of a 95 % interval of that mean (normal)
     * @param high upper end
     * @param slots number of such tokens
     * @param elsewhere mean probability at tokens after which no such thing follows
     * @param others number of those
     */
    public record Slot(
            String concept,
            String name,
            List<Change> changes,
            double slot,
            double low,
            double high,
            long slots,
            double elsewhere,
            long others) {}
}
