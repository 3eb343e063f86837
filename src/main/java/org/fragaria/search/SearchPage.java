package org.fragaria.search;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.fragaria.feature.FeatureStore;
import org.fragaria.feature.Token;
import org.fragaria.web.Parameters;

/**
 * What the search page shows; also its JSON.
 *
 * @param q what is looked for; empty before the first search
 * @param in where: in tokens, or in a text that the model reads
 * @param rank what orders features that fire on a text; features that fire on a token are ordered by output score, or else by
 *     activation
 * @param sources what was found, source by source, since activations of different sources do not compare
 */
public record SearchPage(String q, In in, Rank rank, List<SourceHits> sources) {

    /** What the words of the search are. */
    public enum In {
        /** A token, looked up in every source's index. */
        TOKEN,
        /** A text, read by every model that can be run here. */
        TEXT
    }

    /** What orders features that fire on a text: raw values do not compare between features. */
    public enum Rank {
        /** How seldom the feature fires that strongly, from its histogram; rarest first. */
        RARITY,
        /** Share of the feature's own maximum, largest first. */
        SHARE,
        /** The activation itself, largest first. */
        VALUE,
        /** What they write when they are turned up, for somebody who wants to steer; highest output score first. */
        OUTPUT
    }

    /**
     * What one source has.
     *
     * @param hits features, best first
     * @param tokens how the words are tokens of its model
     * @param suggestions if nothing was found: tokens that contain the word
     * @param note why there is nothing, if that needs saying
     */
    public record SourceHits(
            String model,
            String source,
            List<Hit> hits,
            List<Token> tokens,
            List<String> suggestions,
            @Nullable String note) {}

    /**
     * A feature that was found.
     *
     * @param value its activation: the largest in the corpus on the token asked for, or the largest on the text
     * @param share that as a fraction of its maximum over the corpus
     * @param rarity fraction of corpus tokens on which it is at least as strong
     * @param output output score; null if not measured
     * @param peak the token of the text on which it is strongest; null in a search for a token
     * @param tokens tokens on which it fires most
     */
    public record Hit(
            int index,
            float value,
            double share,
            double rarity,
            double density,
            @Nullable Double output,
            @Nullable Token peak,
            List<Token> tokens) {

        /** The peak as a list, empty if there is none. */
        public List<Token> peaks() {
            return peak == null ? List.of() : List.of(peak);
        }

        /** Highest output score first, those without one last. */
        static Comparator<Hit> byOutput() {
            return Comparator.comparing(Hit::output, Comparator.nullsLast(Comparator.reverseOrder()));
        }

        static @Nullable Double output(FeatureStore.Row row) {
            return row.firing().output().known() ? row.firing().output().score() : null;
        }
    }

    /** Whether the search is for a token. */
    public boolean byToken() {
        return in == In.TOKEN;
    }

    /** The same search in another order. */
    public String ranked(String order) {
        return "/search?in=" + Parameters.word(in) + "&q=" + URLEncoder.encode(q, StandardCharsets.UTF_8) + "&rank="
                + order;
    }
}
