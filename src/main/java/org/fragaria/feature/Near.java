package org.fragaria.feature;

import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.fragaria.feature.FeatureStore.Row;
import org.fragaria.measure.MeasuredFeature.Neighbour;

/**
 * A feature whose decoder row points the same way.
 *
 * @param index its number
 * @param cosine cosine of the two decoder rows, -1..1
 * @param label what it is called; null if nobody says anything
 * @param tokens tokens on which it fires most, at most three; empty if it never fired
 */
public record Near(int index, float cosine, @Nullable Label label, List<Token> tokens) {

    static Near of(Neighbour neighbour, OpenSource open, Labels labels) {
        Optional<Row> row = open.features().row(neighbour.feature());
        return new Near(
                neighbour.feature(),
                neighbour.cosine(),
                row.flatMap(found -> labels.best(open, found)).orElse(null),
                row.map(found -> found.tokens().stream()
                                .limit(3)
                                .map(score -> Token.of(score, open.tokens(), found.max()))
                                .toList())
                        .orElse(List.of()));
    }
}
