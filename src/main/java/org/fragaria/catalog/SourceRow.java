package org.fragaria.catalog;

import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.fragaria.feature.FeatureStore;
import org.fragaria.feature.Label;
import org.fragaria.feature.Labels;
import org.fragaria.feature.OpenSource;
import org.fragaria.feature.Strip;
import org.fragaria.feature.Token;
import org.fragaria.feature.TokenTexts;

/**
 * A feature in the table of a source.
 *
 * @param label what it is called; null if nobody says
 * @param method how that label was made; null without one
 * @param lookup share that the current token alone explains; null if unknown
 * @param lookup2 share that the last two tokens explain; null if unknown
 * @param lookup3 share that the last three tokens explain; null if unknown
 * @param persistence mean length of its runs in tokens; null if it never fired
 * @param output output score; null if not measured
 * @param example the words around its strongest activation, where there is no label: a token alone seldom says what a
 *     feature is
 */
public record SourceRow(
        int index,
        @Nullable String label,
        @Nullable String method,
        float max,
        double density,
        @Nullable Double lookup,
        @Nullable Double lookup2,
        @Nullable Double lookup3,
        @Nullable Double persistence,
        @Nullable Double output,
        long[] histogram,
        List<Token> tokens,
        List<Token> example) {

    private static final int BEFORE = 5;
    private static final int AFTER = 5;
    /** Longest label in a table, in characters; the feature's page shows all of it. */
    private static final int LABEL = 160;

    private static final double RAREST = 1e-5;
    private static final double COMMONEST = 0.1;

    /** A row of the store with the model's tokens. */
    static SourceRow of(FeatureStore.Row row, OpenSource open, Labels labels) {
        TokenTexts texts = open.tokens();
        Label label = labels.best(open, row).orElse(null);
        return new SourceRow(
                row.index(),
                label == null ? null : shortened(label.text()),
                label == null ? null : label.method(),
                row.max(),
                row.density(),
                known(row.firing().lookup().one()),
                known(row.firing().lookup().two()),
                known(row.firing().lookup().three()),
                known(row.firing().persistence().tokens()),
                known(row.firing().output().score()),
                row.histogram(),
                row.tokens().stream()
                        .map(score -> Token.of(score, texts, row.max()))
                        .toList(),
                label == null ? example(row, open) : List.of());
    }

    private static List<Token> example(FeatureStore.Row row, OpenSource open) {
        return open.features().feature(row.index()).stream()
                .flatMap(feature -> feature.top().stream().limit(1))
                .flatMap(top -> Strip.around(top, BEFORE, AFTER, open.tokens(), row.max()).onlyPeak().stream())
                .toList();
    }

    private static @Nullable Double known(double value) {
        return Double.isNaN(value) ? null : value;
    }

    private static String shortened(String label) {
        return label.length() <= LABEL
                ? label
                : label.substring(0, label.offsetByCodePoints(0, label.codePointCount(0, LABEL))) + "…";
    }

    /** What to call it where there is room for few words. */
    String name() {
        String said = label == null
                ? tokens.stream().limit(2).map(token -> token.text().strip()).collect(Collectors.joining(", "))
                : label;
        return index + " " + said;
    }

    /**
     * Share of its variance that the last tokens explain.
     *
     * @param tokens how many of them, 1..3
     */
    public double lookupBy(int tokens) {
        Double share = tokens == 3 ? lookup3 : tokens == 2 ? lookup2 : lookup;
        return share == null ? Double.NaN : share;
    }

    /** Density as the length of a bar, 0..1: from one token in 100,000 to one in ten, by orders of magnitude. */
    public double densityShare() {
        return density <= 0 ? 0 : Math.clamp(Math.log(density / RAREST) / Math.log(COMMONEST / RAREST), 0, 1);
    }
}
