package org.fragaria.collection;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.jspecify.annotations.Nullable;

import org.fragaria.feature.OpenSource;
import org.fragaria.feature.Shelf;
import org.fragaria.feature.Shelf.SourceAddress;
import org.fragaria.feature.Strip;
import org.fragaria.feature.Token;
import org.fragaria.live.LiveModels;
import org.fragaria.live.LiveSource.FullReading;
import org.fragaria.problem.FragariaException;

/**
 * Runs one text through the models of many features: once per source, however many features of it there are. What was
 * read last is kept, since the page of a list asks for the same text every time.
 */
@ApplicationScoped
public class TestedCards {

    private static final int KEPT = 200;

    @Inject
    Shelf shelf;

    @Inject
    LiveModels models;

    private final Cache<Key, Strip> kept = Caffeine.newBuilder()
            .maximumSize(KEPT * 10L)
            .executor(Runnable::run)
            .build();

    /** What a reading depends on: another opening is another source. */
    private record Key(long opening, int feature, String text) {}

    /**
     * Cards with what their features do on a text.
     *
     * @param problems why some could not read it, each reason once
     */
    public record Tested(List<FeatureCard> cards, List<String> problems) {}

    /** Reads a text with every feature that is here. */
    public Tested test(List<FeatureCard> cards, String text) {
        Map<SourceAddress, List<Integer>> bySource = new HashMap<>();
        for (FeatureCard card : cards) {
            if (card.missing() == null) {
                bySource.computeIfAbsent(source(card), unseen -> new ArrayList<>())
                        .add(card.feature().index());
            }
        }
        Map<String, Strip> strips = new HashMap<>();
        List<String> problems = new ArrayList<>();
        bySource.forEach((source, features) -> {
            try {
                read(source, features, text).forEach((feature, strip) -> strips.put(source + "/" + feature, strip));
            } catch (FragariaException e) {
                problems.add(source + ": " + e.getMessage());
            }
        });
        return new Tested(
                cards.stream()
                        .map(card -> card.tested(strips.get(card.feature().toString())))
                        .toList(),
                problems.stream().distinct().toList());
    }

    private static SourceAddress source(FeatureCard card) {
        return new SourceAddress(card.feature().model(), card.feature().source());
    }

    private Map<Integer, Strip> read(SourceAddress source, List<Integer> features, String text) {
        try (OpenSource open = shelf.borrow(source.model(), source.source())) {
            Map<Integer, Strip> strips = new HashMap<>();
            @Nullable FullReading reading = null;
            for (int feature : features) {
                Key key = new Key(open.opening(), feature, text);
                Strip strip = kept.getIfPresent(key);
                if (strip == null) {
                    reading = reading == null ? models.of(open.manifest()).read(text) : reading;
                    strip = strip(open, reading, feature);
                    kept.put(key, strip);
                }
                strips.put(feature, strip);
            }
            return strips;
        }
    }

    private static Strip strip(OpenSource open, FullReading reading, int feature) {
        float max = open.features().row(feature).map(row -> row.max()).orElse(0f);
        List<String> shown = open.tokens().texts(reading.ids());
        List<Token> tokens = new ArrayList<>();
        int peak = -1;
        for (int i = 0; i < reading.ids().length; i++) {
            if (reading.special()[i]) {
                continue;
            }
            float value = reading.values()[i * reading.features() + feature];
            if (value > 0 && (peak < 0 || value > tokens.get(peak).value())) {
                peak = tokens.size();
            }
            tokens.add(new Token(reading.ids()[i], shown.get(i), value, Token.level(value, max)));
        }
        return new Strip(-1, 0, peak, tokens, 0);
    }
}
