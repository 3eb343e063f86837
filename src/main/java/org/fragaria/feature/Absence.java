package org.fragaria.feature;

import java.util.List;
import java.util.stream.IntStream;

import org.fragaria.measure.MeasuredFeature.Effect;
import org.fragaria.measure.MeasuredFeature.Example;
import org.fragaria.web.Format;

/**
 * What the model loses on a place of the corpus when the feature is off, as shown.
 *
 * @param start position of the first token in its window
 * @param loss change of the loss of each token, nats: above 0 where the token is foreseen worse without the feature
 * @param divergence {@code KL(as it is ‖ without)} of what is expected in the place of each token, nats
 * @param mean mean change of the loss, nats per token
 * @param at index of the token whose loss changes most
 * @param token its text
 * @param scale the largest change among the places that are shown together, nats: what the drawing compares with
 */
public record Absence(
        int start, List<Float> loss, List<Float> divergence, double mean, int at, String token, float scale) {

    /** Heights above and below zero in the drawing, and its width per token. */
    static final int UP = 11;

    private static final int DOWN = 5;
    private static final int STEP = 2;

    static Absence of(Effect effect, Example example, TokenTexts texts, float scale) {
        float[] loss = effect.loss();
        int at = 0;
        double sum = 0;
        for (int t = 0; t < loss.length; t++) {
            sum += loss[t];
            at = Math.abs(loss[t]) > Math.abs(loss[at]) ? t : at;
        }
        int foreseen = example.start() == 0 ? loss.length - 1 : loss.length; // nothing foresees the first of a window
        return new Absence(
                example.start(),
                boxed(loss),
                boxed(effect.divergence()),
                foreseen == 0 ? 0 : sum / foreseen,
                at,
                texts.text(example.tokens()[at]),
                scale);
    }

    /** The largest change of a loss among some effects, nats; above 0. */
    static float scale(List<Effect> effects) {
        float most = Float.MIN_NORMAL;
        for (Effect effect : effects) {
            for (float one : effect.loss()) {
                most = Math.max(most, Math.abs(one));
            }
        }
        return most;
    }

    private static List<Float> boxed(float[] values) {
        return IntStream.range(0, values.length).mapToObj(i -> values[i]).toList();
    }

    /** Width of the drawing. */
    int width() {
        return STEP * loss.size();
    }

    /** Height of the drawing. */
    int height() {
        return UP + DOWN;
    }

    /** Bars of the tokens that are foreseen worse, upwards from zero. */
    String worse() {
        return bars(1, UP);
    }

    /** Bars of the tokens that are foreseen better, downwards from zero. */
    String better() {
        return bars(-1, DOWN);
    }

    private String bars(int sign, int room) {
        StringBuilder path = new StringBuilder();
        for (int t = 0; t < loss.size(); t++) {
            double height = Math.min(room, UP * (double) sign * loss.get(t) / scale);
            if (height >= 0.5) {
                double to = UP - sign * Math.round(2 * height) / 2.0;
                path.append('M').append(STEP * t + 1).append(' ').append(UP).append('V');
                path.append(Format.fixed(to, 1));
            }
        }
        return path.toString();
    }

    /** The change at the token that changes most, nats. */
    float most() {
        return loss.get(at);
    }

    /** The divergence there, nats. */
    float moved() {
        return divergence.get(at);
    }
}
