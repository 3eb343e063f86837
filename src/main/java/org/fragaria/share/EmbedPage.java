package org.fragaria.share;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.fragaria.collection.FeatureCard;
import org.fragaria.feature.Label;
import org.fragaria.feature.Strip;
import org.fragaria.feature.Token;
import org.fragaria.measure.MeasuredFeature.Histogram;

/**
 * A feature as another site's page shows it; also its JSON.
 *
 * @param card the feature
 * @param parts which parts are shown
 * @param labels what it is called, best first
 * @param strips its strongest places
 * @param activations histogram of its activations
 * @param logits histogram of its direct effect on logits
 * @param raises tokens that it makes more likely, with the effect on their logit
 * @param lowers tokens that it makes less likely
 * @param runnable whether the model can be run here
 * @param text the text under test; may be empty
 * @param tested what the feature does on it; null if there is none
 * @param problem why the text could not be read; null if it could
 * @param prompt what the model goes on from; may be empty
 */
public record EmbedPage(
        FeatureCard card,
        EmbedParts parts,
        List<Label> labels,
        List<Strip> strips,
        Histogram activations,
        Histogram logits,
        List<Token> raises,
        List<Token> lowers,
        boolean runnable,
        String text,
        @Nullable Strip tested,
        @Nullable String problem,
        String prompt) {}
