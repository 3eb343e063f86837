package org.fragaria.explanation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import org.fragaria.feature.FeatureStore.Row;
import org.fragaria.feature.Label;
import org.fragaria.feature.TokenTexts;
import org.fragaria.measure.MeasuredFeature;
import org.fragaria.measure.MeasuredFeature.Example;
import org.fragaria.measure.MeasuredFeature.TokenScore;

/**
 * What can be said of a feature without any language model: the tokens on which it fires most and what stands before
 * them. An honest phrase, made from measurements alone and marked as such; pure functions.
 */
final class OfflineLabel {

    /** Name of the method. */
    static final String METHOD = "offline";

    private static final int TOKENS = 3;

    /** Tokens weaker than this share of the strongest say little about what a feature is. */
    private static final float WEAKEST = 0.4f;

    /** Share of the strongest examples in which the same token must stand before the peak to be named. */
    private static final double SAME = 0.6;

    /** Fewest examples that such a share is told from. */
    private static final int FEWEST = 5;

    private OfflineLabel() {}

    /** From what a table knows; empty for a feature that never fired. */
    static Optional<Label> of(Row row, TokenTexts texts) {
        return row.tokens().isEmpty() ? Optional.empty() : Optional.of(label(tokens(row.tokens(), texts)));
    }

    /** From everything that was measured; empty for a feature that never fired. */
    static Optional<Label> of(MeasuredFeature feature, TokenTexts texts) {
        if (feature.tokens().isEmpty()) {
            return Optional.empty();
        }
        String before = before(feature.top(), texts);
        return Optional.of(label(tokens(feature.tokens(), texts) + before));
    }

    private static Label label(String text) {
        return new Label(null, text, METHOD, null, 0, List.of());
    }

    private static String tokens(List<TokenScore> scores, TokenTexts texts) {
        float most = scores.getFirst().value();
        Map<String, String> different = new LinkedHashMap<>();
        for (TokenScore score : scores) {
            String text = texts.text(score.token());
            if (different.size() < TOKENS && score.value() >= WEAKEST * most) {
                different.putIfAbsent(text.strip().toLowerCase(Locale.ROOT), quoted(text));
            }
        }
        return (different.size() == 1 ? "token: " : "tokens: ") + String.join(", ", different.values());
    }

    private static String before(List<Example> examples, TokenTexts texts) {
        Map<Integer, Integer> counts = new HashMap<>();
        List<Example> whole =
                examples.stream().filter(example -> example.peak() > 0).toList();
        if (whole.size() < FEWEST) {
            return "";
        }
        whole.forEach(example -> counts.merge(example.tokens()[example.peak() - 1], 1, Integer::sum));
        List<String> common = new ArrayList<>();
        counts.forEach((token, count) -> {
            if (count >= SAME * whole.size()) {
                common.add(quoted(texts.text(token)));
            }
        });
        return common.stream().map(text -> "; after " + text).collect(Collectors.joining());
    }

    private static String quoted(String text) {
        return "‘" + text.replace("\n", "↵").replace("\r", "␍").replace("\t", "⇥") + "’";
    }
}
