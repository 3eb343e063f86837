package org.fragaria.measure;

import java.util.List;

import org.fragaria.measure.LoggedFeatures.Entries;
import org.fragaria.measure.MeasuredFeature.Guess;
import org.fragaria.measure.MeasuredFeature.Lookup;
import org.fragaria.measure.MeasuredFeature.Miss;
import org.fragaria.measure.MeasuredFeature.Together;
import org.fragaria.measure.MeasuredFeature.TokenScore;

/**
 * What an {@link ActivationLog} says of each feature once the pass is through, when everything is known that the pass had yet
 * to find out: which tokens are the strongest, how often they occur, what fires beside them. It follows from the log alone,
 * so a run that was killed and resumed says the same. Ask for features in rising order. Not for several threads.
 */
final class LogFacts {

    private final LoggedFeatures features;
    private final LookupScores lookups;
    private final Guesses guesses;
    private final NearMisses misses;
    private final Companions companions;

    LogFacts(ActivationLog log, int dSae, MeasureSettings settings) {
        LoggedText text = new LoggedText(log, dSae);
        features = new LoggedFeatures(text);
        lookups = new LookupScores(text);
        guesses = new Guesses(text);
        misses = new NearMisses(text, settings.excerpt(), settings.seed());
        companions = new Companions(text);
    }

    /** What the log says of one feature. */
    record Facts(Lookup lookup, Guess guess, List<Miss> misses, Together together) {
        /** Of a feature that is silent on the log. */
        static final Facts NONE = new Facts(Lookup.UNKNOWN, Guess.UNKNOWN, List.of(), Together.NONE);
    }

    /** @param strongest its strongest tokens in the whole corpus, with the largest activation on each */
    Facts of(int feature, List<TokenScore> strongest) {
        Entries entries = features.of(feature);
        return entries.isEmpty()
                ? Facts.NONE
                : new Facts(
                        lookups.of(entries),
                        guesses.of(entries),
                        misses.of(feature, entries, strongest),
                        companions.of(feature, entries));
    }

    /** Tokens on which it was counted which features fire together. */
    int pairTokens() {
        return companions.tokens();
    }
}
