package org.fragaria.feature;

import java.util.ArrayList;
import java.util.List;

import org.fragaria.live.LiveSource.Reading;

/**
 * What a feature does on a text that somebody typed.
 *
 * @param text the text
 * @param strip its tokens, shaded against the feature's maximum over the corpus; special tokens (BOS) stay at 0, as they
 *     were left out of the measurement
 * @param active number of tokens on which the feature fires
 * @param max largest activation on the text
 * @param share that as a fraction of the maximum over the corpus; above 1 if the text beats the corpus
 */
public record TextTest(String text, Strip strip, int active, float max, double share) {

    /** Whether the feature stays at zero on all of it. */
    public boolean silent() {
        return active == 0;
    }

    /** As much of it around its peak as a line holds; call it if it is not silent. */
    public Strip line() {
        return strip.cut(Show.LINE);
    }

    /**
     * A text that was read.
     *
     * @param max the feature's maximum over the corpus
     */
    public static TextTest of(String text, Reading reading, TokenTexts texts, float max) {
        List<String> shown = texts.texts(reading.ids());
        List<Token> tokens = new ArrayList<>(shown.size());
        int peak = -1;
        int active = 0;
        for (int i = 0; i < shown.size(); i++) {
            float value = reading.special()[i] ? 0 : reading.values()[i];
            tokens.add(new Token(reading.ids()[i], shown.get(i), value, Token.level(value, max)));
            active += value > 0 ? 1 : 0;
            if (value > 0 && (peak < 0 || value > tokens.get(peak).value())) {
                peak = i;
            }
        }
        Strip strip = new Strip(-1, 0, peak, tokens, 0);
        return new TextTest(text, strip, active, strip.peakValue(), max == 0 ? 0 : strip.peakValue() / (double) max);
    }
}
