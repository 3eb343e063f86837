package org.fragaria.feature;

import org.jspecify.annotations.Nullable;

import org.fragaria.measure.MeasuredFeature.Firing;
import org.fragaria.measure.SourceManifest;
import org.fragaria.web.Format;

/**
 * How often and how strongly the feature fires.
 *
 * @param max largest activation over the corpus, 0 if it never fired
 * @param activeTokens corpus tokens on which it fires
 * @param density those as a fraction of all
 * @param mean mean activation over them
 * @param deviation standard deviation over them
 * @param lookup share of its variance that the current token alone explains, on held-out text; null if unknown
 * @param lookup2 share that the last two tokens explain; null if unknown
 * @param lookup3 share that the last three tokens explain; null if unknown
 * @param persistence mean length of its runs in tokens; null if it never fired
 * @param chancePersistence what that would be if each token switched it by itself; null if it never fired
 * @param promoted probability of its promoted tokens with it turned up; null if not measured
 * @param control the same with random directions; null if not measured
 * @param output the output score: promoted − control; null if not measured
 * @param medianDensity density of the middle live feature of the source
 * @param medianLookup lookup share of the middle feature of the source, by the current token
 * @param medianLookup3 the same by the last three tokens; null if unknown
 * @param medianOutput output score of the middle feature of the source; null if not measured
 */
public record Figures(
        float max,
        long activeTokens,
        double density,
        double mean,
        double deviation,
        @Nullable Double lookup,
        @Nullable Double lookup2,
        @Nullable Double lookup3,
        @Nullable Double persistence,
        @Nullable Double chancePersistence,
        @Nullable Double promoted,
        @Nullable Double control,
        @Nullable Double output,
        double medianDensity,
        double medianLookup,
        @Nullable Double medianLookup3,
        @Nullable Double medianOutput) {

    static Figures of(Firing firing, SourceManifest.Figures source) {
        return new Figures(
                firing.max(),
                firing.activeTokens(),
                firing.density(),
                firing.mean(),
                firing.deviation(),
                known(firing.lookup().one()),
                known(firing.lookup().two()),
                known(firing.lookup().three()),
                known(firing.persistence().tokens()),
                known(firing.persistence().chance()),
                known(firing.output().promoted()),
                known(firing.output().control()),
                known(firing.output().score()),
                source.medianDensity(),
                source.medianLookup(),
                known(source.medianLookup3()),
                known(source.medianOutput()));
    }

    /** Mean activation as a fraction of the strongest. */
    public double meanShare() {
        return max == 0 ? 0 : mean / max;
    }

    /** What the lookup shares mean, in words. */
    public String lookupSentence() {
        double one = orNaN(lookup);
        double three = orNaN(lookup3);
        double most = Math.max(one, Math.max(orNaN(lookup2), three));
        if (one >= 0.9) {
            return "Yes: the current token alone explains " + Format.share(one) + " of its variance on held-out text.";
        }
        String last = "the last three tokens explain " + Format.share(three) + " of its variance on held-out text";
        if (most >= 0.9) {
            return "Yes, of two or three tokens: " + last + ", the current one alone " + Format.share(one) + ".";
        }
        if (most >= 0.6) {
            return "Mostly: " + last + "; the rest needs more than that, or more text to fit the table.";
        }
        return most >= 0.3
                ? "In part: " + last + "; the rest needs more than that, or more text to fit the table."
                : "No: " + last + ". It depends on more than the last words.";
    }

    /** Whether the feature is momentary or a state, in words. */
    public String persistenceSentence() {
        double chance = orNaN(chancePersistence);
        double tokens = orNaN(persistence);
        String beside = "on the average it stays on for " + Format.fixed(tokens, 1) + " tokens; by chance it would be "
                + Format.fixed(chance, 1) + ".";
        if (tokens >= 4 && tokens >= 2 * chance) {
            return "A state: " + beside;
        }
        return tokens >= 1.5 && tokens >= 1.3 * chance ? "It lingers: " + beside : "Momentary: " + beside;
    }

    /**
     * Whether the feature writes what its weights promise, in words.
     *
     * @param tokens how many tokens it promotes
     */
    public String outputSentence(int tokens) {
        double score = orNaN(output);
        String does = "turned up, it gives " + Format.percent(orNaN(promoted)) + " of the next token’s"
                + " probability to the " + tokens + " tokens that it promotes; a random direction gives them "
                + Format.percent(orNaN(control)) + ".";
        if (score >= 0.3) {
            return "Yes: " + does;
        }
        return score >= 0.05 ? "A little: " + does : "Hardly: " + does;
    }

    private static double orNaN(@Nullable Double value) {
        return value == null ? Double.NaN : value;
    }

    private static @Nullable Double known(double value) {
        return Double.isNaN(value) ? null : value;
    }
}
