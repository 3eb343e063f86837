package org.fragaria.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import org.fragaria.feature.FeatureStore.Row;
import org.fragaria.feature.OpenSource;
import org.fragaria.feature.Token;
import org.fragaria.feature.TokenTexts;
import org.fragaria.live.LiveSource;
import org.fragaria.live.LiveSource.FullReading;
import org.fragaria.search.SearchPage.Hit;
import org.fragaria.search.SearchPage.Rank;
import org.fragaria.search.SearchPage.SourceHits;

/** Features that fire on a text, which the model of one source reads. Special tokens are left out, as in measuring. */
final class TextSearch {

    private static final int HITS = 25;

    private TextSearch() {}

    static SourceHits find(OpenSource open, LiveSource live, String text, Rank rank) {
        FullReading reading = live.read(text);
        TokenTexts texts = open.tokens();
        List<String> shown = texts.texts(reading.ids());
        List<Token> tokens = new ArrayList<>(shown.size());
        for (int i = 0; i < shown.size(); i++) {
            tokens.add(new Token(reading.ids()[i], shown.get(i), 0, 0));
        }
        List<Hit> hits = new ArrayList<>();
        int features = Math.min(reading.features(), open.features().size());
        for (int feature = 0; feature < features; feature++) {
            int peak = peak(reading, feature);
            if (peak >= 0) {
                float value = reading.values()[peak * reading.features() + feature];
                Token token = tokens.get(peak);
                open.features().row(feature).ifPresent(row -> hits.add(hit(row, value, token, texts)));
            }
        }
        hits.sort(order(rank));
        return new SourceHits(
                open.manifest().model(),
                open.manifest().source(),
                hits.stream().limit(HITS).toList(),
                tokens,
                List.of(),
                hits.isEmpty() ? "No feature fires on this text." : null);
    }

    /** Where a feature is strongest on the text; -1 if it stays silent. */
    private static int peak(FullReading reading, int feature) {
        int peak = -1;
        float most = 0;
        for (int position = 0; position < reading.ids().length; position++) {
            float value = reading.values()[position * reading.features() + feature];
            if (value > most && !reading.special()[position]) {
                most = value;
                peak = position;
            }
        }
        return peak;
    }

    private static Comparator<Hit> order(Rank rank) {
        return switch (rank) {
            case RARITY -> Comparator.comparingDouble(Hit::rarity);
            case SHARE -> Comparator.comparingDouble(Hit::share).reversed();
            case VALUE -> Comparator.comparingDouble(Hit::value).reversed();
            case OUTPUT -> Hit.byOutput();
        };
    }

    private static Hit hit(Row row, float value, Token peak, TokenTexts texts) {
        return new Hit(
                row.index(),
                value,
                row.max() == 0 ? 0 : value / (double) row.max(),
                Rarity.of(row, value),
                row.density(),
                Hit.output(row),
                new Token(peak.id(), peak.text(), value, Token.level(value, row.max())),
                row.tokens().stream()
                        .limit(4)
                        .map(score -> Token.of(score, texts, row.max()))
                        .toList());
    }
}
