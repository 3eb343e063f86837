package org.fragaria.feature;

import java.util.List;

import org.fragaria.measure.MeasuredFeature;
import org.fragaria.measure.MeasuredFeature.Miss;

/**
 * A token on which a feature would be expected, and places where it stays at zero.
 *
 * @param token the token; its value is the feature's largest activation on it
 * @param occurrences how often it occurs in the text that was searched
 * @param active on how many of them the feature fires
 * @param strips the places
 */
public record Missed(Token token, long occurrences, long active, List<Strip> strips) {

    /** Share of the occurrences on which the feature fires, 0..1. */
    public double share() {
        return (double) active / occurrences;
    }

    /** The token in a list, as templates draw tokens. */
    public List<Token> alone() {
        return List.of(token);
    }

    static List<Missed> of(MeasuredFeature feature, ExampleView view) {
        return feature.misses().stream().map(miss -> of(miss, feature, view)).toList();
    }

    private static Missed of(Miss miss, MeasuredFeature feature, ExampleView view) {
        float strongest = feature.tokens().stream()
                .filter(score -> score.token() == miss.token())
                .map(MeasuredFeature.TokenScore::value)
                .findFirst()
                .orElse(0f);
        MeasuredFeature.TokenScore score = new MeasuredFeature.TokenScore(miss.token(), strongest);
        return new Missed(
                Token.of(score, view.texts(), view.max()),
                miss.occurrences(),
                miss.active(),
                miss.examples().stream()
                        .map(example -> Strip.of(example, view.choice().show(), view.texts(), view.max()))
                        .toList());
    }
}
