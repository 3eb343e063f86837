package org.fragaria.share;

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
                        .map(example -> Strip.around(
                                example,
                                AROUND,
                                AROUND,
                                open.tokens(),
                                feature.firing().max()))
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

    private Strip tested(OpenSource open, MeasuredFeature feature, String text) {
        Reading reading = models.of(open.manifest()).read(text, feature.index());
        return Strip.read(reading, open.tokens(), feature.firing().max());
    }
}
