package org.fragaria.explanation.automatic;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.fragaria.feature.TokenTexts;
import org.fragaria.measure.MeasuredFeature;
import org.fragaria.measure.MeasuredFeature.TokenScore;

/**
 * What a language model is told of a feature.
 *
 * @param strongest passages around its strongest activations, strongest first, none that reads the same as another
 * @param raises display strings of the tokens whose logit it raises most
 * @param max its largest activation
 */
public record Material(List<Passage> strongest, List<String> raises, float max) {

    /** Tokens on each side of the peak in which two passages must differ. */
    private static final int ALIKE = 6;

    /** From what was measured. */
    public static Material of(MeasuredFeature feature, TokenTexts texts) {
        Set<List<String>> seen = new HashSet<>();
        List<Passage> strongest = new ArrayList<>();
        for (MeasuredFeature.Example example : feature.top()) {
            Passage passage = Passage.around(example, texts);
            int from = Math.max(0, passage.peak() - ALIKE);
            int to = Math.min(passage.tokens().size(), passage.peak() + ALIKE + 1);
            if (seen.add(passage.tokens().subList(from, to))) {
                strongest.add(passage);
            }
        }
        return new Material(
                List.copyOf(strongest),
                feature.raises().stream()
                        .map(TokenScore::token)
                        .map(texts::text)
                        .toList(),
                feature.firing().max());
    }
}
