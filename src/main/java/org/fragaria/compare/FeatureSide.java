package org.fragaria.compare;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.fragaria.feature.Label;
import org.fragaria.feature.Labels;
import org.fragaria.feature.OpenSource;
import org.fragaria.feature.Show;
import org.fragaria.feature.Strip;
import org.fragaria.feature.TextTest;
import org.fragaria.feature.Token;
import org.fragaria.feature.TokenTexts;
import org.fragaria.live.LiveSource;
import org.fragaria.measure.MeasuredFeature;
import org.fragaria.measure.MeasuredFeature.Histogram;
import org.fragaria.measure.MeasuredFeature.TokenScore;

/**
 * One of two features.
 *
 * @param labels what it is called, best first
 * @param figures how it fires
 * @param tokens tokens on which it fires most, strongest first
 * @param examples its strongest places
 * @param raises tokens that it makes more likely
 * @param lowers tokens that it makes less likely
 * @param test what it does on the text that both read; null without a text
 * @param note why it did not read the text; null if it did, or there is none
 */
public record FeatureSide(
        String model,
        String source,
        int index,
        List<Label> labels,
        Figures figures,
        List<Token> tokens,
        List<Strip> examples,
        List<Token> raises,
        List<Token> lowers,
        @Nullable TextTest test,
        @Nullable String note) {

    private static final int EXAMPLES = 6;
    private static final int TOKENS = 64;
    private static final int SHOWN = 8;
    private static final int WEIGHTS = 8;

    /**
     * How it fires; NaN where something is unknown.
     *
     * @param corpus measured tokens
     */
    public record Figures(
            float max,
            double density,
            double mean,
            double lookup,
            double lookup3,
            double persistence,
            double output,
            Histogram activations,
            long corpus) {}

    static FeatureSide of(OpenSource open, MeasuredFeature feature, Labels labels) {
        MeasuredFeature.Firing firing = feature.firing();
        TokenTexts texts = open.tokens();
        return new FeatureSide(
                open.manifest().model(),
                open.manifest().source(),
                feature.index(),
                labels.of(open, feature),
                new Figures(
                        firing.max(),
                        firing.density(),
                        firing.mean(),
                        firing.lookup().one(),
                        firing.lookup().three(),
                        firing.persistence().tokens(),
                        firing.output().score(),
                        feature.activations(),
                        open.manifest().corpus().tokens()),
                feature.tokens().stream()
                        .limit(TOKENS)
                        .map(score -> Token.of(score, texts, firing.max()))
                        .toList(),
                feature.top().stream()
                        .limit(EXAMPLES)
                        .map(example -> Strip.of(example, Show.SNIPPET, texts, firing.max()))
                        .toList(),
                weights(feature.raises(), texts),
                weights(feature.lowers(), texts),
                null,
                null);
    }

    private static List<Token> weights(List<TokenScore> scores, TokenTexts texts) {
        return scores.stream()
                .limit(WEIGHTS)
                .map(score -> new Token(score.token(), texts.text(score.token()), score.value(), 0))
                .toList();
    }

    FeatureSide on(String text, LiveSource.Reading reading, TokenTexts texts) {
        TextTest read = TextTest.of(text, reading, texts, figures.max());
        return new FeatureSide(model, source, index, labels, figures, tokens, examples, raises, lowers, read, null);
    }

    FeatureSide silent(String why) {
        return new FeatureSide(model, source, index, labels, figures, tokens, examples, raises, lowers, null, why);
    }

    /** Path of its page. */
    public String path() {
        return "/" + model + "/" + source + "/" + index;
    }

    /** How an address of this page names it. */
    public String address() {
        return model + "/" + source + "/" + index;
    }

    /** Whether it fired at all. */
    public boolean live() {
        return figures.max() > 0;
    }

    /** Its strongest tokens, as many as a headline holds. */
    public List<Token> strongest() {
        return tokens.subList(0, Math.min(SHOWN, tokens.size()));
    }
}
