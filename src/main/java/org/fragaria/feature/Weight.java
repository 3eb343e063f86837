package org.fragaria.feature;

import java.util.List;

import org.fragaria.measure.MeasuredFeature;
import org.fragaria.measure.MeasuredFeature.TokenScore;

/**
 * A token whose logit a feature changes.
 *
 * @param value direct effect on its logit
 * @param share its size as a fraction of the largest
 */
public record Weight(int id, String text, float value, double share) {

    private static final int SHOWN = 10;

    /**
     * The first tokens of one side.
     *
     * @param scores what the feature raises or lowers most, the strongest first
     */
    static List<Weight> of(List<TokenScore> scores, MeasuredFeature feature, TokenTexts texts) {
        float most = Math.max(strongest(feature.raises()), strongest(feature.lowers()));
        return scores.stream()
                .limit(SHOWN)
                .map(score -> new Weight(
                        score.token(),
                        texts.text(score.token()),
                        score.value(),
                        most == 0 ? 0 : Math.abs(score.value()) / (double) most))
                .toList();
    }

    private static float strongest(List<TokenScore> scores) {
        return scores.isEmpty() ? 0 : Math.abs(scores.getFirst().value());
    }
}
