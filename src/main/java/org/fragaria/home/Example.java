package org.fragaria.home;

import java.util.Comparator;
import java.util.Optional;
import java.util.stream.IntStream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.jspecify.annotations.Nullable;

import org.fragaria.collection.FeatureCard;
import org.fragaria.collection.FeatureCards;
import org.fragaria.feature.FeatureAddress;
import org.fragaria.feature.FeatureStore.Row;
import org.fragaria.feature.OpenSource;
import org.fragaria.feature.Shelf;
import org.fragaria.feature.Shelf.SourceAddress;
import org.fragaria.live.LiveModels;
import org.fragaria.problem.FragariaException;
import org.fragaria.showcase.Showcase;

/**
 * One real feature to explain features by: the demo's first door where there is a demo, else a feature of a source here
 * that fires now and then and on few different tokens, so that a newcomer sees at once what it is about.
 */
@ApplicationScoped
class Example {

    private static final int LOOKED_AT = 2000;
    private static final double SELDOM = 1e-4;
    private static final double OFTEN = 0.02;

    @Inject
    Shelf shelf;

    @Inject
    FeatureCards cards;

    @Inject
    LiveModels models;

    @Inject
    Showcase showcase;

    private volatile @Nullable Found found;

    /** A choice holds as long as its source is open. */
    private record Found(long opening, FeatureAddress feature) {}

    /** The example; empty if no source has a live feature. */
    Optional<FeatureCard> card() {
        return fromDemo().or(this::fromShelf).map(cards::of).filter(card -> card.missing() == null && card.live());
    }

    private Optional<FeatureAddress> fromDemo() {
        return showcase.page().flatMap(page -> page.doors().stream()
                .filter(door -> door.path() != null)
                .map(door -> new FeatureAddress(page.model(), door.source(), door.index()))
                .findFirst());
    }

    /** Of sources that can run a text the first, else the first of all. */
    private Optional<FeatureAddress> fromShelf() {
        @Nullable FeatureAddress silent = null;
        for (SourceAddress source : shelf.readable()) {
            try (OpenSource open = shelf.borrow(source.model(), source.source())) {
                Optional<FeatureAddress> good = good(source, open);
                if (good.isPresent() && models.canRun(open.manifest())) {
                    return good;
                }
                silent = silent == null ? good.orElse(null) : silent;
            } catch (FragariaException e) {
                // its own page says what is wrong with it
            }
        }
        return Optional.ofNullable(silent);
    }

    private Optional<FeatureAddress> good(SourceAddress source, OpenSource open) {
        Found before = found;
        if (before != null && before.opening() == open.opening()) {
            return Optional.of(before.feature());
        }
        Optional<FeatureAddress> best = IntStream.range(
                        0, Math.min(LOOKED_AT, open.features().size()))
                .mapToObj(open.features()::row)
                .flatMap(Optional::stream)
                .filter(row -> row.max() > 0)
                .max(Comparator.comparingDouble(Example::clear))
                .map(row -> new FeatureAddress(source.model(), source.source(), row.index()));
        best.ifPresent(feature -> found = new Found(open.opening(), feature));
        return best;
    }

    /** How clear a feature is at first sight: explained by the current token, neither rare nor frequent. */
    private static double clear(Row row) {
        double lookup = row.firing().lookup().one();
        boolean now = row.density() >= SELDOM && row.density() <= OFTEN;
        return (now ? 1 : 0) + (Double.isNaN(lookup) ? 0 : lookup);
    }
}
