package org.fragaria.collection;

import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.jspecify.annotations.Nullable;

import org.fragaria.feature.OpenSource;
import org.fragaria.feature.Shelf;
import org.fragaria.live.LiveModels;
import org.fragaria.problem.FragariaException;

/** Makes the views of lists. */
@ApplicationScoped
class ListPages {

    @Inject
    FeatureCards cards;

    @Inject
    TestedCards tested;

    @Inject
    Shelf shelf;

    @Inject
    LiveModels models;

    /**
     * A stored list.
     *
     * @param text what to test it on; null for its own text
     */
    ListPage of(StoredList list, Optional<String> visitor, @Nullable String text) {
        String now = text == null ? list.words().testText() : Texts.read("text", text, 0, ListWords.DESCRIPTION);
        return page(list.id(), list.words(), visitor.equals(Optional.of(list.owner())), list.changed(), now, "");
    }

    /** A list that is only an address. */
    ListPage quick(ListWords words, String source) {
        return page(null, words, false, null, words.testText(), source);
    }

    private ListPage page(
            @Nullable String id, ListWords words, boolean mine, @Nullable String changed, String text, String source) {
        List<FeatureCard> all = words.features().stream()
                .map(entry -> cards.of(entry.feature()).noted(entry.note()))
                .toList();
        TestedCards.Tested read = text.isBlank() ? new TestedCards.Tested(all, List.of()) : tested.test(all, text);
        return new ListPage(
                id,
                words.name(),
                words.description(),
                words.testText(),
                text,
                words.listed(),
                mine,
                changed,
                read.cards(),
                read.problems(),
                all.stream().anyMatch(this::runnable),
                source);
    }

    private boolean runnable(FeatureCard card) {
        if (card.missing() != null) {
            return false;
        }
        try (OpenSource open =
                shelf.borrow(card.feature().model(), card.feature().source())) {
            return models.canRun(open.manifest());
        } catch (FragariaException e) {
            return false;
        }
    }
}
