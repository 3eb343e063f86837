package org.fragaria.feature;

import org.fragaria.measure.MeasuredFeature.TokenScore;

/**
 * A token as shown, with a number.
 *
 * @param id token id
 * @param text display string, leading space included
 * @param value activation or logit weight
 * @param level shade of an activation: {@code ceil(10 · value / max)} in 1..10, 0 if the value is not positive
 */
public record Token(int id, String text, float value, int level) {

    private static final int LEVELS = 10;

    /** Shade of an activation against the feature's maximum. */
    public static int level(float value, float max) {
        if (!(value > 0) || !(max > 0)) {
            return 0;
        }
        return Math.clamp((int) Math.ceil(LEVELS * (double) value / max), 1, LEVELS);
    }

    /** A token with its activation, shaded against the feature's maximum. */
    public static Token of(TokenScore score, TokenTexts texts, float max) {
        return new Token(score.token(), texts.text(score.token()), score.value(), level(score.value(), max));
    }
}
