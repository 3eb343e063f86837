package org.fragaria.explanation;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import org.fragaria.feature.FeatureStore.Row;
import org.fragaria.feature.Label;
import org.fragaria.feature.Label.Score;
import org.fragaria.feature.TokenTexts;
import org.fragaria.measure.MeasuredFeature;
import org.fragaria.measure.MeasuredFeature.Guess;
import org.fragaria.measure.MeasuredFeature.TokenScore;

/**
 * What can be said of a feature without any language model: the rule that guesses best from tokens where it fires, in
 * words, with the precision and recall that the rule has on text that it was not chosen on. Where a source was measured
 * without such a rule, the tokens on which the feature is strongest, without a figure. An honest phrase, from measurements
 * alone and marked as such; pure functions.
 */
final class OfflineLabel {

    /** Name of the method. */
    static final String METHOD = "offline";

    /** Tokens that are named; the rule may have more. */
    private static final int NAMED = 5;

    /** Strongest tokens that are named where there is no rule. */
    private static final int STRONGEST = 3;

    /** Tokens weaker than this share of the strongest say little about what a feature is. */
    private static final float WEAKEST = 0.4f;

    private OfflineLabel() {}

    /** From what a table knows; empty for a feature that never fired. */
    static Optional<Label> of(Row row, TokenTexts texts) {
        return of(row.guess(), row.tokens(), texts);
    }

    /** From everything that was measured, the same; empty for a feature that never fired. */
    static Optional<Label> of(MeasuredFeature feature, TokenTexts texts) {
        return of(feature.guess(), feature.tokens(), texts);
    }

    private static Optional<Label> of(Guess guess, List<TokenScore> tokens, TokenTexts texts) {
        if (tokens.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(guess.known() ? ruled(guess, texts) : label(strongest(tokens, texts), List.of()));
    }

    private static Label ruled(Guess guess, TokenTexts texts) {
        List<String> parts = new ArrayList<>();
        if (!guess.tokens().isEmpty()) {
            parts.add((guess.tokens().size() == 1 ? "token: " : "tokens: ") + listed(guess.tokens(), texts));
        }
        if (!guess.previous().isEmpty()) {
            parts.add((parts.isEmpty() ? "any token after " : "after ") + listed(guess.previous(), texts));
        }
        List<Score> scores = new ArrayList<>();
        addKnown(scores, "precision", guess.precision());
        addKnown(scores, "recall", guess.recall());
        return label(String.join("; ", parts), List.copyOf(scores));
    }

    private static void addKnown(List<Score> scores, String name, double value) {
        if (!Double.isNaN(value)) {
            scores.add(new Score(name, value));
        }
    }

    private static String listed(List<Integer> tokens, TokenTexts texts) {
        List<String> named = tokens.stream()
                .limit(NAMED)
                .map(token -> quoted(texts.text(token)))
                .toList();
        int more = tokens.size() - named.size();
        return String.join(", ", named) + (more > 0 ? " and " + more + " more" : "");
    }

    private static String strongest(List<TokenScore> scores, TokenTexts texts) {
        float most = scores.getFirst().value();
        Set<String> seen = new LinkedHashSet<>();
        List<String> named = new ArrayList<>();
        for (TokenScore score : scores) {
            String text = texts.text(score.token());
            if (named.size() < STRONGEST
                    && score.value() >= WEAKEST * most
                    && seen.add(text.strip().toLowerCase(Locale.ROOT))) {
                named.add(quoted(text));
            }
        }
        return (named.size() == 1 ? "strongest token: " : "strongest tokens: ") + String.join(", ", named);
    }

    private static Label label(String text, List<Score> scores) {
        return new Label(null, text, METHOD, null, 0, scores);
    }

    private static String quoted(String text) {
        return "‘" + text.replace("\n", "↵").replace("\r", "␍").replace("\t", "⇥") + "’";
    }
}
