package org.fragaria.collection;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.fragaria.feature.FeatureAddress;
import org.fragaria.feature.Labels;
import org.fragaria.feature.OpenSource;
import org.fragaria.feature.Shelf;
import org.fragaria.feature.Strip;
import org.fragaria.feature.Token;
import org.fragaria.measure.MeasuredFeature;
import org.fragaria.problem.FragariaException;

/** Draws features as cards from what was measured. A feature that is not here gives a card that says why. */
@ApplicationScoped
public class FeatureCards {

    private static final int BEFORE = 12;
    private static final int AFTER = 8;
    private static final int TOKENS = 3;

    @Inject
    Shelf shelf;

    @Inject
    Labels labels;

    /** Cards of features, in their order. */
    public List<FeatureCard> of(List<FeatureAddress> features) {
        return features.stream().map(this::of).toList();
    }

    /** The card of a feature. */
    public FeatureCard of(FeatureAddress feature) {
        try (OpenSource open = shelf.borrow(feature.model(), feature.source())) {
            return open.features()
                    .feature(feature.index())
                    .map(measured -> card(open, feature, measured))
                    .orElseGet(() -> FeatureCard.missing(
                            feature,
                            "There is no such feature now: " + feature.model() + "/" + feature.source() + " has 0 to "
                                    + (open.features().size() - 1) + "."));
        } catch (FragariaException e) {
            return FeatureCard.missing(feature, e.getMessage());
        }
    }

    private FeatureCard card(OpenSource open, FeatureAddress address, MeasuredFeature feature) {
        float max = feature.firing().max();
        double lookup = feature.firing().lookup().one();
        return new FeatureCard(
                address,
                "",
                open.features()
                        .row(feature.index())
                        .flatMap(row -> labels.best(open, row))
                        .orElse(null),
                feature.tokens().stream()
                        .limit(TOKENS)
                        .map(score -> Token.of(score, open.tokens(), max))
                        .toList(),
                max,
                feature.firing().density(),
                Double.isNaN(lookup) ? null : lookup,
                feature.activations().counts(),
                feature.top().isEmpty()
                        ? null
                        : Strip.around(feature.top().getFirst(), BEFORE, AFTER, open.tokens(), max),
                null,
                null);
    }
}
