package org.fragaria.compare;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.fragaria.feature.OpenSource;
import org.fragaria.feature.Token;
import org.fragaria.live.LiveModels;
import org.fragaria.measure.SourceManifest;
import org.fragaria.problem.FragariaException;

/**
 * What two features have in common.
 *
 * @param cosine of their decoder directions, -1..1; null if they cannot be compared
 * @param why in a sentence, what the cosine means, or why there is none
 * @param shared tokens among the strongest of both, by the order of the first
 * @param overlap shared tokens as a share of all that are among the strongest of either, 0..1; NaN if there are none
 */
public record Likeness(@Nullable Double cosine, String why, List<Token> shared, double overlap) {

    private static final int SHOWN = 24;

    /** Fetches the directions of two features of sources that the caller holds. */
    record Directions(LiveModels models) {

        float[] of(SourceManifest manifest, int feature) {
            return models.of(manifest).direction(feature);
        }
    }

    static Likeness of(OpenSource open, FeatureSide a, OpenSource second, FeatureSide b, Directions directions) {
        List<Token> shared = shared(a.tokens(), b.tokens());
        int all = a.tokens().size() + b.tokens().size() - shared.size();
        Found found = cosine(open.manifest(), a.index(), second.manifest(), b.index(), directions);
        return new Likeness(
                found.cosine(),
                found.why(),
                shared.stream().limit(SHOWN).toList(),
                all == 0 ? Double.NaN : (double) shared.size() / all);
    }

    private record Found(@Nullable Double cosine, String why) {}

    private static Found cosine(SourceManifest one, int a, SourceManifest other, int b, Directions directions) {
        if (!one.model().equals(other.model())) {
            return new Found(null, "They are of two models, whose directions have nothing to do with each other.");
        }
        try {
            float[] first = directions.of(one, a);
            float[] second = directions.of(other, b);
            if (first.length != second.length || !sameSpace(one, other)) {
                return new Found(
                        null, "Their dictionaries write to different tensors, so their directions cannot be compared.");
            }
            double cosine = cosine(first, second);
            return new Found(cosine, sentence(cosine, first.length));
        } catch (FragariaException e) {
            return new Found(null, "Their directions are not known here: " + e.getMessage());
        }
    }

    /** All places that are written to the residual stream share it; any other tensor is a space of its own. */
    private static boolean sameSpace(SourceManifest one, SourceManifest other) {
        var a = one.dictionaryFacts().address();
        var b = other.dictionaryFacts().address();
        return a.equals(b) || a.point().written() && b.point().written();
    }

    private static double cosine(float[] a, float[] b) {
        double product = 0;
        double ofA = 0;
        double ofB = 0;
        for (int i = 0; i < a.length; i++) {
            product += (double) a[i] * b[i];
            ofA += (double) a[i] * a[i];
            ofB += (double) b[i] * b[i];
        }
        return ofA == 0 || ofB == 0 ? 0 : product / Math.sqrt(ofA * ofB);
    }

    /** Two random directions of width n have a cosine of about 1 / √n. */
    private static String sentence(double cosine, int width) {
        double chance = 1 / Math.sqrt(width);
        String beside =
                " Two random directions here would have one of about ±" + org.fragaria.web.Format.value(chance) + ".";
        if (cosine >= 0.7) {
            return "They write nearly the same." + beside;
        }
        if (cosine <= -0.5) {
            return "They write against each other." + beside;
        }
        return (Math.abs(cosine) > 3 * chance ? "They write something in common." : "They write unrelated things.")
                + beside;
    }

    private static List<Token> shared(List<Token> a, List<Token> b) {
        Set<String> texts = new HashSet<>();
        b.forEach(token -> texts.add(token.text()));
        List<Token> shared = new ArrayList<>();
        for (Token token : a) {
            if (texts.remove(token.text())) {
                shared.add(token);
            }
        }
        return shared;
    }
}
