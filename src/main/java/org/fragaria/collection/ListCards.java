package org.fragaria.collection;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.fragaria.feature.FeatureAddress;

/** What a picture shows of a list. */
@ApplicationScoped
public class ListCards {

    private static final int DRAWN = 3;

    @Inject
    Lists lists;

    @Inject
    FeatureCards cards;

    /**
     * A list with cards of its first features.
     *
     * @param size how many features it holds
     */
    public record Shown(String name, String description, int size, List<FeatureCard> cards) {}

    /** The list with an id. */
    public Shown of(String id) {
        ListWords words = lists.get(id).words();
        List<FeatureAddress> first = words.features().stream()
                .limit(DRAWN)
                .map(ListWords.Entry::feature)
                .toList();
        return new Shown(words.name(), words.description(), words.features().size(), cards.of(first));
    }
}
