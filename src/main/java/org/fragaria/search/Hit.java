package org.fragaria.search;

import java.util.Comparator;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

import org.fragaria.feature.Token;

/**
 * A feature that was found, and why. What does not belong to the kind of search is absent.
 *
 * @param value its activation: the largest in the corpus on the tokens asked for, or the largest on the text; or what a
 *     feature adds to the logit of a token that it promotes
 * @param share the activation as a fraction of its maximum over the corpus
 * @param rarity fraction of corpus tokens on which it is at least as strong
 * @param sum sum of its activations over the positions that count
 * @param peak the token of the text on which it is strongest
 * @param byWords whether its label has words of the question
 * @param byMeaning whether its label means something alike
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Hit(
        FeatureCard feature,
        @Nullable Float value,
        @Nullable Double share,
        @Nullable Double rarity,
        @Nullable Double sum,
        @Nullable Token peak,
        @Nullable Boolean byWords,
        @Nullable Boolean byMeaning) {

    static Hit byLabel(FeatureCard feature, LabelHit found) {
        return new Hit(feature, null, null, null, null, null, found.byWords(), found.byMeaning());
    }

    static Hit byToken(FeatureCard feature, float value, double share, double rarity) {
        return new Hit(feature, value, share, rarity, null, null, null, null);
    }

    static Hit byEffect(FeatureCard feature, float effect) {
        return new Hit(feature, effect, null, null, null, null, null, null);
    }

    /** The peak as a list, empty if there is none. */
    public List<Token> peaks() {
        return peak == null ? List.of() : List.of(peak);
    }

    /** Why its label was found, in words. */
    public String why() {
        boolean words = Boolean.TRUE.equals(byWords);
        boolean meaning = Boolean.TRUE.equals(byMeaning);
        return words && meaning ? "words and meaning" : words ? "words" : meaning ? "meaning" : "";
    }

    /** Highest output score first, those without one last. */
    static Comparator<Hit> byOutput() {
        return Comparator.comparing(hit -> hit.feature.output(), Comparator.nullsLast(Comparator.reverseOrder()));
    }

    static double orZero(@Nullable Double value) {
        return value == null ? 0 : value;
    }
}
