package org.fragaria.feature;

import java.util.List;

import org.fragaria.feature.ExampleGroup.Folded;

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
        return folded.stream()
                .limit(most)
                .map(one -> Strip.of(one.example(), choice.show(), texts, max).withDuplicates(one.others()))
                .toList();
    }
}
