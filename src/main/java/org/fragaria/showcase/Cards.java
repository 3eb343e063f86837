package org.fragaria.showcase;

import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.fragaria.feature.OpenSource;
import org.fragaria.feature.Shelf;
import org.fragaria.feature.Strip;
import org.fragaria.measure.MeasuredFeature;
import org.fragaria.measure.MeasuredFeature.Example;
import org.fragaria.problem.FragariaException;

/** Draws features as cards from what was measured; a source that is not there yet gives a card without a link. */
@ApplicationScoped
class Cards {

    private static final int BEFORE = 7;
    private static final int AFTER = 4;

    @Inject
    Shelf shelf;

    /** The card of a feature. */
    Door card(String id, String title, String kind, String model, String source, int index) {
        Optional<MeasuredFeature> measured;
        try (OpenSource open = shelf.borrow(model, source)) {
            measured = open.features().feature(index);
            if (measured.isPresent()) {
                MeasuredFeature feature = measured.get();
                return new Door(
                        id,
                        title,
                        kind,
                        source,
                        index,
                        "/" + model + "/" + source + "/" + index,
                        strongest(feature, open),
                        feature.firing().density(),
                        feature.activations().counts());
            }
        } catch (FragariaException e) {
            // not made yet, or broken: the front page says which
        }
        return new Door(id, title, kind, source, index, null, null, Double.NaN, new long[0]);
    }

    private static Strip strongest(MeasuredFeature feature, OpenSource open) {
        if (feature.top().isEmpty()) {
            return new Strip(-1, 0, -1, List.of(), 0);
        }
        return Strip.around(
                feature.top().getFirst(),
                BEFORE,
                AFTER,
                open.tokens(),
                feature.firing().max());
    }

    /** The sentence around a feature's strongest activation; empty if its source is not there. */
    Optional<String> sentence(String model, String source, int index) {
        try (OpenSource open = shelf.borrow(model, source)) {
            return open.features()
                    .feature(index)
                    .flatMap(feature -> feature.top().stream().findFirst())
                    .map(example -> sentence(example, open));
        } catch (FragariaException e) {
            return Optional.empty();
        }
    }

    private static String sentence(Example example, OpenSource open) {
        List<String> texts = open.tokens().texts(example.tokens());
        StringBuilder whole = new StringBuilder();
        int at = 0;
        for (int i = 0; i < texts.size(); i++) {
            at = i == example.peak() ? whole.length() : at;
            whole.append(texts.get(i));
        }
        int from = Math.max(whole.lastIndexOf(". ", at) + 1, whole.lastIndexOf("\n", at) + 1);
        int point = whole.indexOf(".", at);
        int line = whole.indexOf("\n", at);
        int to = Math.min(point < 0 ? whole.length() : point + 1, line < 0 ? whole.length() : line);
        return whole.substring(Math.min(from, to), to).strip();
    }
}
