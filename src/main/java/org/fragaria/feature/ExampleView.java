package org.fragaria.feature;

import java.util.List;
import java.util.Map;

import org.fragaria.feature.ExampleGroup.Folded;
import org.fragaria.measure.MeasuredFeature.Example;

/**
 * How a page shows examples: what its address asks for, and what drawing them needs.
 *
 * @param choice layout, amount, line breaks, folding
 * @param texts the model's tokens
 * @param max the feature's maximum
 */
record ExampleView(ExampleChoice choice, TokenTexts texts, float max) {

    private static final int TOP = 10;
    private static final int INTERVAL = 3;

    int topShown() {
        return choice.all() ? Integer.MAX_VALUE : TOP;
    }

    int intervalShown() {
        return choice.all() ? Integer.MAX_VALUE : INTERVAL;
    }

    List<Strip> strips(List<Folded> folded, int most) {
        return strips(folded, most, Map.of());
    }

    /** Strips, with what the model loses on some of the examples. */
    List<Strip> strips(List<Folded> folded, int most, Map<Example, Absence> absences) {
        return folded.stream()
                .limit(most)
                .map(one -> Strip.of(one.example(), choice.show(), texts, max)
                        .withDuplicates(one.others())
                        .without(absences.get(one.example())))
                .toList();
    }
}
