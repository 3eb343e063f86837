package org.fragaria.feature;

import java.util.List;

import org.fragaria.feature.ExampleGroup.Folded;

/**
 * How a page shows examples: the state that its address carries, and what drawing them needs.
 *
 * @param show the layout
 * @param all every example that is kept, instead of the first few of each group
 * @param texts the model's tokens
 * @param max the feature's maximum
 */
record ExampleView(Show show, boolean all, TokenTexts texts, float max) {

    private static final int TOP = 10;
    private static final int INTERVAL = 3;

    int topShown() {
        return all ? Integer.MAX_VALUE : TOP;
    }

    int intervalShown() {
        return all ? Integer.MAX_VALUE : INTERVAL;
    }

    List<Strip> strips(List<Folded> folded, int most) {
        return folded.stream()
                .limit(most)
                .map(one -> Strip.of(one.example(), show, texts, max).withDuplicates(one.others()))
                .toList();
    }
}
