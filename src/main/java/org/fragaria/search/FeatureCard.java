package org.fragaria.search;

import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.fragaria.feature.FeatureStore.Row;
import org.fragaria.feature.Label;
import org.fragaria.feature.OpenSource;
import org.fragaria.feature.Token;

/**
 * What every list of hits shows of a feature.
 *
 * @param label what it is called; null if nobody says anything
 * @param method how the label was made; null if there is none
 * @param density share of tokens on which it fires
 * @param lookup share of its variance that the current token explains; null if unknown
 * @param max its largest activation on the corpus
 * @param output output score; null if not measured
 * @param tokens tokens on which it fires most
 */
public record FeatureCard(
        String model,
        String source,
        int index,
        @Nullable String label,
        @Nullable String method,
        double density,
        @Nullable Double lookup,
        float max,
        @Nullable Double output,
        List<Token> tokens) {

    private static final int TOKENS = 4;

    static FeatureCard of(OpenSource open, Row row, Optional<Label> label) {
        double lookup = row.firing().lookup().one();
        return new FeatureCard(
                open.manifest().model(),
                open.manifest().source(),
                row.index(),
                label.map(Label::text).orElse(null),
                label.map(Label::method).orElse(null),
                row.density(),
                Double.isNaN(lookup) ? null : lookup,
                row.max(),
                row.firing().output().known() ? row.firing().output().score() : null,
                row.tokens().stream()
                        .limit(TOKENS)
                        .map(score -> Token.of(score, open.tokens(), row.max()))
                        .toList());
    }

    /** Path of its page. */
    public String path() {
        return "/" + model + "/" + source + "/" + index;
    }
}
