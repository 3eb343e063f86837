package org.fragaria.share;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.jspecify.annotations.Nullable;

import org.fragaria.collection.FeatureCards;
import org.fragaria.feature.FeatureAddress;
import org.fragaria.feature.Labels;
import org.fragaria.feature.OpenSource;
import org.fragaria.feature.Strip;
import org.fragaria.feature.Token;
import org.fragaria.live.LiveModels;
import org.fragaria.live.LiveSource.Reading;
import org.fragaria.measure.MeasuredFeature;
import org.fragaria.measure.MeasuredFeature.Example;
import org.fragaria.measure.MeasuredFeature.TokenScore;
import org.fragaria.problem.FragariaException;

/** Makes the views of embeds. */
@ApplicationScoped
class Embeds {

    private static final int EXAMPLES = 5;
    private static final int AROUND = 16;
    private static final int WEIGHTS = 8;

    @Inject
    FeatureCards cards;

    @Inject
    Labels labels;

    @Inject
    LiveModels models;

    /** What an address asks for; a text that cannot be read is a problem that the embed shows, since nobody else would. */
    EmbedPage page(OpenSource open, MeasuredFeature feature, EmbedParts.Words words) {
        EmbedParts parts = words.parts();
        String text = words.text() == null ? "" : words.text();
        @Nullable Strip tested = null;
        @Nullable String problem = null;
        if (parts.test() && !text.isBlank()) {
            try {
                tested = tested(open, feature, text);
            } catch (FragariaException e) {
                problem = e.getMessage();
            }
        }
        return new EmbedPage(
                cards.of(new FeatureAddress(
                        open.manifest().model(), open.manifest().source(), feature.index())),
                parts,
                labels.of(open, feature),
                feature.top().stream()
                        .limit(EXAMPLES)
                        .map(example -> strip(example, open, feature.firing().max()))
                        .toList(),
                feature.activations(),
                feature.logits(),
                weights(feature.raises(), open),
                weights(feature.lowers(), open),
                models.canRun(open.manifest()),
                text,
                tested,
                problem,
                "Once upon a time");
    }

    private static List<Token> weights(List<TokenScore> scores, OpenSource open) {
        return scores.stream()
                .limit(WEIGHTS)
                .map(score -> new Token(score.token(), open.tokens().text(score.token()), score.value(), 0))
                .toList();
    }

    private static Strip strip(Example example, OpenSource open, float max) {
        int from = Math.max(0, example.peak() - AROUND);
        int to = Math.min(example.tokens().length, example.peak() + AROUND + 1);
        List<String> shown = open.tokens().texts(Arrays.copyOfRange(example.tokens(), from, to));
        List<Token> tokens = new ArrayList<>(to - from);
        for (int i = from; i < to; i++) {
            float value = example.activations()[i];
            tokens.add(new Token(example.tokens()[i], shown.get(i - from), value, Token.level(value, max)));
        }
        return new Strip(example.window(), example.start() + from, example.peak() - from, tokens, 0);
    }

    private Strip tested(OpenSource open, MeasuredFeature feature, String text) {
        Reading reading = models.of(open.manifest()).read(text, feature.index());
        List<String> shown = open.tokens().texts(reading.ids());
        List<Token> tokens = new ArrayList<>();
        int peak = -1;
        for (int i = 0; i < reading.ids().length; i++) {
            if (reading.special()[i]) {
                continue;
            }
            float value = reading.values()[i];
            if (value > 0 && (peak < 0 || value > tokens.get(peak).value())) {
                peak = tokens.size();
            }
            tokens.add(new Token(
                    reading.ids()[i],
                    shown.get(i),
                    value,
                    Token.level(value, feature.firing().max())));
        }
        return new Strip(-1, 0, peak, tokens, 0);
    }
}
