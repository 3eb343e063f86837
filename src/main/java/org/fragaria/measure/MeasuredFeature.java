package org.fragaria.measure;

import java.util.List;

/**
 * Everything that one corpus run and the weights say about one feature; immutable, self-contained, the unit that the
 * index stores and a page shows.
 *
 * @param index the feature's number in its dictionary
 * @param firing how often and how strongly it fires
 * @param activations histogram of its activations &gt; 0 over the corpus; empty ({@code counts.length == 0}) if dead
 * @param logits histogram over the vocabulary of its direct effect on each token's logit (decoder row · unembedding)
 * @param raises tokens whose logit it raises most, strongest first
 * @param lowers tokens whose logit it lowers most, strongest (most negative) first
 * @param top windows with its strongest activations, strongest first
 * @param intervals equal-width intervals of its activation, highest first, each with examples drawn at random
 * @param neighbours features of the same dictionary whose decoder rows point the same way, by falling cosine
 * @param tokens for tokens it fires on, its largest activation on that token, strongest first (bounded, see
 *     {@code MeasureSettings})
 * @param misses places where its strongest tokens occur and it stays at zero; empty if there are none
 * @param together features that fire on the same tokens more often than chance
 * @param guess when a reader who knows a few tokens would expect it to fire, and how often that is right
 * @param effects what the model loses on the first so many of {@code top} when the feature is off, in their order; empty if
 *     that was not measured
 */
public record MeasuredFeature(
        int index,
        Firing firing,
        Histogram activations,
        Histogram logits,
        List<TokenScore> raises,
        List<TokenScore> lowers,
        List<Example> top,
        List<Interval> intervals,
        List<Neighbour> neighbours,
        List<TokenScore> tokens,
        List<Miss> misses,
        Together together,
        Guess guess,
        List<Effect> effects) {

    /** Without effects. */
    public MeasuredFeature(
            int index,
            Firing firing,
            Histogram activations,
            Histogram logits,
            List<TokenScore> raises,
            List<TokenScore> lowers,
            List<Example> top,
            List<Interval> intervals,
            List<Neighbour> neighbours,
            List<TokenScore> tokens,
            List<Miss> misses,
            Together together,
            Guess guess) {
        this(
                index,
                firing,
                activations,
                logits,
                raises,
                lowers,
                top,
                intervals,
                neighbours,
                tokens,
                misses,
                together,
                guess,
                List.of());
    }

    /** The same feature with what the model loses without it. */
    public MeasuredFeature withEffects(List<Effect> measured) {
        return new MeasuredFeature(
                index,
                firing,
                activations,
                logits,
                raises,
                lowers,
                top,
                intervals,
                neighbours,
                tokens,
                misses,
                together,
                guess,
                List.copyOf(measured));
    }

    /**
     * How often and how strongly a feature fires. Activations are the dictionary's own (after its scaling; decoder
     * norms are not folded in). Moments are over the tokens on which it fires.
     *
     * @param max largest activation over the corpus; 0 if dead
     * @param activeTokens number of corpus tokens with activation &gt; 0
     * @param density {@code activeTokens} / measured tokens, 0..1
     * @param mean mean activation over active tokens; 0 if dead
     * @param deviation standard deviation over active tokens (population)
     * @param skew third standardised moment over active tokens
     * @param kurtosis fourth standardised moment over active tokens (3 for a normal distribution)
     * @param lookup how much of its activation a lookup table explains
     * @param persistence how long it stays on
     * @param output whether it writes: what the model says when it is turned up
     */
    public record Firing(
            float max,
            long activeTokens,
            double density,
            double mean,
            double deviation,
            double skew,
            double kurtosis,
            Lookup lookup,
            Persistence persistence,
            Output output) {

        /** Of a feature that never fired. */
        public static final Firing DEAD =
                new Firing(0, 0, 0, 0, 0, 0, 0, Lookup.UNKNOWN, Persistence.NONE, Output.UNKNOWN);
    }

    /**
     * Share of the variance of a feature's activation, over all measured tokens of held-out windows, that a table explains
     * which is looked up by the last tokens, 0..1; the table is fitted on the other windows ({@code LookupScores} has the
     * formulas). As a rule the longer context explains more; where it explains less, it does not help. All are NaN if it
     * cannot be told (dead, or silent on one half).
     *
     * @param one by the current token alone
     * @param two by the last two tokens
     * @param three by the last three tokens
     */
    public record Lookup(double one, double two, double three) {
        /** It cannot be told. */
        public static final Lookup UNKNOWN = new Lookup(Double.NaN, Double.NaN, Double.NaN);

        /** Whether it can be told. */
        public boolean known() {
            return !Double.isNaN(one);
        }
    }

    /**
     * How long a feature stays on: momentary, or a state that is carried over many tokens. Runs of consecutive active tokens
     * are counted within one document of one window, whose ends cut them short.
     *
     * @param tokens mean length of its runs in tokens, ≥ 1; NaN if it never fired
     * @param chance what that length would be if each token switched the feature by itself, with the same density, in the
     *     same text; NaN if it never fired
     */
    public record Persistence(double tokens, double chance) {
        /** Of a feature that never fired. */
        public static final Persistence NONE = new Persistence(Double.NaN, Double.NaN);
    }

    /**
     * Whether a feature writes what its weights promise ({@code OutputProbe} has the definition): with the feature turned up
     * at the last token of some neutral contexts, the mean probability that the next token is one of those in
     * {@code raises}. Both are NaN if this was not measured.
     *
     * @param promoted that probability with its decoder row added, 0..1
     * @param control the same with random directions of the same length added, 0..1
     */
    public record Output(double promoted, double control) {
        /** It was not measured. */
        public static final Output UNKNOWN = new Output(Double.NaN, Double.NaN);

        /** The output score: how much probability the feature moves to its tokens beyond chance, -1..1, or NaN. */
        public double score() {
            return promoted - control;
        }

        /** Whether it was measured. */
        public boolean known() {
            return !Double.isNaN(promoted);
        }
    }

    /**
     * Equal-width bins; bin {@code i} covers {@code [from + i·w, from + (i+1)·w)}, the last one also its upper end.
     *
     * @param from lower edge of the first bin
     * @param to upper edge of the last bin
     * @param counts how many values fell in each bin
     */
    public record Histogram(float from, float to, long[] counts) {}

    /** A token id with a number: a logit weight, or an activation. */
    public record TokenScore(int token, float value) {}

    /**
     * A window of the corpus around an activation.
     *
     * @param window number of the corpus window it was cut from, from 0
     * @param start position of {@code tokens[0]} in that window
     * @param peak index into {@code tokens} of the activation it was chosen for
     * @param tokens token ids, {@code [position]}
     * @param activations the feature's activation at each token, {@code [position]}, float32, ≥ 0
     */
    public record Example(long window, int start, int peak, int[] tokens, float[] activations) {
        /** The activation that it was chosen for. */
        public float peakActivation() {
            return activations[peak];
        }
    }

    /**
     * What the model loses on an example when the feature is off ({@link EffectProbe} has the definition).
     *
     * @param loss change of the loss of each token of the example, nats, {@code [position]} float32: above 0 where the token
     *     is foreseen worse without the feature; 0 of the first token of a window, which nothing foresees
     * @param divergence {@code KL(unchanged ‖ off)} of what is expected in the place of each token, nats, {@code
     *     [position]} float32, ≥ 0; 0 of the first token of a window
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    public record Effect(float[] loss, float[] divergence) {}

    /**
     * An equal-width interval of a feature's activation with examples drawn evenly from it.
     *
     * @param from lower edge, exclusive
     * @param to upper edge, inclusive
     * @param activeTokens corpus tokens whose activation lies in it
     * @param examples windows whose peak lies in it, in random but reproducible order
     */
    public record Interval(float from, float to, long activeTokens, List<Example> examples) {}

    /** Another feature with the cosine of the two decoder rows, -1..1. */
    public record Neighbour(int feature, float cosine) {}

    /**
     * A token on which the feature is known to fire, and places where it does not ({@code NearMisses} has the rule).
     * Counted on the measured tokens of the activation log, as its guess is.
     *
     * @param token the token
     * @param occurrences how often it occurs
     * @param active how often the feature fires on it
     * @param examples places where the token, which is the {@code peak}, stands and the feature is at zero on everything
     *     shown; their activations are all 0
     */
    public record Miss(int token, long occurrences, long active, List<Example> examples) {
        /** Share of the token's occurrences on which the feature fires, 0..1. */
        public double share() {
            return (double) active / occurrences;
        }
    }

    /**
     * Which features fire with a feature ({@code Companions} has the rule).
     *
     * @param tokens measured tokens that were counted
     * @param active on how many of them the feature fires
     * @param companions the others, by falling overlap
     */
    public record Together(long tokens, long active, List<Companion> companions) {
        /** Nothing was counted. */
        public static final Together NONE = new Together(0, 0, List.of());

        /** Of the tokens on which either fires, the share on which both do: the Jaccard index, 0..1. */
        public double overlap(Companion other) {
            return (double) other.both() / (active + other.active() - other.both());
        }

        /** How many times as often they meet as they would if each fired regardless of the other. */
        public double lift(Companion other) {
            return (double) other.both() * tokens / ((double) active * other.active());
        }
    }

    /**
     * Another feature that fires on the same tokens.
     *
     * @param both tokens on which both fire
     * @param active tokens on which it fires
     */
    public record Companion(int feature, long both, long active) {}

    /**
     * A rule that says from tokens alone when the feature fires: where the current token is one of {@code tokens} and the one
     * before it one of {@code previous}. Chosen on even windows of the activation log, counted on odd ones ({@code Guesses}
     * has the method). To fire is to be above zero, however little.
     *
     * @param tokens token ids, those that it fires on most often first; empty for any
     * @param previous ids of the token before, in the same document and window, most frequent first; empty for any
     * @param hits held-out tokens where the rule holds and the feature fires
     * @param expected held-out tokens where the rule holds
     * @param active held-out tokens on which the feature fires
     */
    public record Guess(List<Integer> tokens, List<Integer> previous, long hits, long expected, long active) {
        /** There is nothing to guess from: it never fired on the even windows. */
        public static final Guess UNKNOWN = new Guess(List.of(), List.of(), 0, 0, 0);

        /** Whether there is a rule. */
        public boolean known() {
            return !tokens.isEmpty() || !previous.isEmpty();
        }

        /** Share of the places named by the rule where the feature fires, 0..1; NaN if there was none on held-out text. */
        public double precision() {
            return expected == 0 ? Double.NaN : (double) hits / expected;
        }

        /** Share of the feature's places that the rule names, 0..1; NaN if it never fired on held-out text. */
        public double recall() {
            return active == 0 ? Double.NaN : (double) hits / active;
        }
    }
}
