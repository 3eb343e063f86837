package org.fragaria.collection;

import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.fragaria.feature.FeatureAddress;
import org.fragaria.feature.Label;
import org.fragaria.feature.Strip;
import org.fragaria.feature.Token;

/**
 * A feature as a list, an embed or a picture shows it.
 *
 * @param feature its address
 * @param note what a list's maker says of it; may be empty
 * @param label what it is called; null if nobody says
 * @param tokens tokens on which it fires most, at most three
 * @param max largest activation over the corpus, 0 if it never fired
 * @param density share of corpus tokens on which it fires
 * @param lookup share of its variance that the current token alone explains; null if unknown
 * @param histogram counts of its activations
 * @param top its strongest place; null if it never fired or is not here
 * @param tested what it does on the text under test; null if there is none
 * @param missing why it cannot be shown; null if it can
 */
public record FeatureCard(
        FeatureAddress feature,
        String note,
        @Nullable Label label,
        List<Token> tokens,
        float max,
        double density,
        @Nullable Double lookup,
        long[] histogram,
        @Nullable Strip top,
        @Nullable Strip tested,
        @Nullable String missing) {

    /** Path of its page. */
    public String path() {
        return feature.path();
    }

    /** Whether it fired on the corpus. */
    public boolean live() {
        return max > 0;
    }

    /** What it is called: its label, else the tokens it fires on most, else its number. */
    public String title() {
        if (label != null) {
            return label.text();
        }
        if (tokens.isEmpty()) {
            return "Feature " + feature.index();
        }
        return tokens.stream()
                .map(token -> "“" + token.text().strip() + "”")
                .collect(Collectors.joining(", ", "Fires on ", ""));
    }

    /** Where its address can be an id in a page. */
    public String anchor() {
        return anchor(feature);
    }

    static String anchor(FeatureAddress feature) {
        return feature.toString().replaceAll("[^A-Za-z0-9._-]", "-");
    }

    FeatureCard noted(String words) {
        return new FeatureCard(feature, words, label, tokens, max, density, lookup, histogram, top, tested, missing);
    }

    FeatureCard tested(@Nullable Strip strip) {
        return new FeatureCard(feature, note, label, tokens, max, density, lookup, histogram, top, strip, missing);
    }

    static FeatureCard missing(FeatureAddress feature, String why) {
        return new FeatureCard(feature, "", null, List.of(), 0, 0, null, new long[0], null, null, why);
    }
}
