package org.fragaria.search;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

import org.fragaria.feature.FeatureStore;
import org.fragaria.feature.OpenSource;
import org.fragaria.feature.Token;
import org.fragaria.feature.TokenTexts;
import org.fragaria.search.SearchPage.Hit;
import org.fragaria.search.SearchPage.Rank;
import org.fragaria.search.SearchPage.SourceHits;

/** Features that fire on a token, from the index of one source. */
final class TokenSearch {

    private static final int HITS = 25;
    private static final int SUGGESTIONS = 12;

    private TokenSearch() {}

    /** A word is looked for with and without its leading space, and begun with a capital: all of them count. */
    static SourceHits find(OpenSource open, String word, Rank rank) {
        TokenTexts texts = open.tokens();
        List<Integer> ids = ids(word, texts);
        List<Hit> hits = ids.isEmpty()
                ? List.of()
                : open.features().firingOn(ids, HITS).stream()
                        .map(hit -> hit(hit, texts))
                        .sorted(rank == Rank.OUTPUT ? Hit.byOutput() : (a, b) -> 0)
                        .toList();
        List<Token> tokens =
                ids.stream().map(id -> new Token(id, texts.text(id), 0, 0)).toList();
        return new SourceHits(
                open.manifest().model(),
                open.manifest().source(),
                hits,
                tokens,
                hits.isEmpty() ? texts.containing(word, SUGGESTIONS) : List.of(),
                null);
    }

    private static List<Integer> ids(String word, TokenTexts texts) {
        String bare = word.strip();
        List<Integer> ids = new ArrayList<>();
        Stream.of(word, " " + bare, bare, " " + capital(bare), capital(bare))
                .map(texts::find)
                .filter(OptionalInt::isPresent)
                .map(OptionalInt::getAsInt)
                .distinct()
                .forEach(ids::add);
        return ids;
    }

    private static String capital(String word) {
        return word.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }

    private static Hit hit(FeatureStore.TokenHit hit, TokenTexts texts) {
        FeatureStore.Row row = hit.row();
        float value = Math.min(hit.value(), row.max());
        return new Hit(
                row.index(),
                value,
                row.max() == 0 ? 0 : value / (double) row.max(),
                Rarity.of(row, value),
                row.density(),
                Hit.output(row),
                null,
                row.tokens().stream()
                        .map(score -> Token.of(score, texts, row.max()))
                        .toList());
    }
}
