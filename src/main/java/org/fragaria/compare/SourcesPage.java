package org.fragaria.compare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.fragaria.compare.FeaturesPage.Asked;
import org.fragaria.feature.FeatureStore.Row;
import org.fragaria.feature.Label;
import org.fragaria.feature.Labels;
import org.fragaria.feature.OpenSource;
import org.fragaria.feature.Token;
import org.fragaria.live.LiveSource.Rebuilding;

/**
 * Two sources on the same text; also its JSON.
 *
 * @param asked what the address says
 * @param sources all that can be chosen
 * @param a the first; null if the address lacks one of them
 * @param b the second; null likewise
 * @param compared what both say of the text; null without one
 */
public record SourcesPage(
        Asked asked,
        List<String> sources,
        @Nullable SourceSide a,
        @Nullable SourceSide b,
        @Nullable Compared compared) {

    private static final int FEATURES = 3;
    private static final int LABEL = 60;

    /**
     * What two sources say of a text, token by token.
     *
     * @param tokens the text's tokens with the strongest features of both
     */
    public record Compared(Totals a, Totals b, List<Place> tokens) {

        static Compared of(Reading a, Reading b) {
            List<Place> places = new ArrayList<>();
            for (int i = 0; i < a.texts().size(); i++) {
                places.add(new Place(
                        a.texts().get(i),
                        a.special().get(i),
                        a.firing().get(i),
                        b.firing().get(i)));
            }
            return new Compared(a.totals(), b.totals(), places);
        }
    }

    /**
     * A source on the whole text.
     *
     * @param fvu fraction of variance unexplained on this text; NaN if it cannot be told
     * @param l0 features active at once, mean over its tokens
     */
    public record Totals(double fvu, double l0) {}

    /**
     * A token.
     *
     * @param special whether it is BOS or the like, which no source was measured on
     * @param a the features of the first source that are nearest to their own maximum here
     * @param b likewise of the second
     */
    public record Place(Token token, boolean special, List<Firing> a, List<Firing> b) {}

    /**
     * A feature on a token.
     *
     * @param label what it is called; null if nobody says
     * @param tokens its strongest tokens
     * @param value activation
     * @param share that as a fraction of its maximum over the corpus, at most 1 as drawn
     */
    public record Firing(int index, @Nullable String label, List<Token> tokens, float value, double share) {

        /** Shade of the share, 1..10. */
        public int level() {
            return Math.clamp((int) Math.ceil(10 * share), 1, 10);
        }
    }

    /** What one source says of a text. */
    record Reading(List<Token> texts, List<Boolean> special, List<List<Firing>> firing, Totals totals) {

        static Reading of(OpenSource open, Rebuilding rebuilding, Labels labels) {
            int[] ids = rebuilding.reading().ids();
            List<String> shown = open.tokens().texts(ids);
            List<Token> texts = new ArrayList<>();
            List<Boolean> special = new ArrayList<>();
            List<List<Firing>> firing = new ArrayList<>();
            for (int i = 0; i < ids.length; i++) {
                texts.add(new Token(ids[i], shown.get(i), 0, 0));
                special.add(rebuilding.reading().special()[i]);
                firing.add(special.get(i) ? List.of() : strongest(open, rebuilding, i, labels));
            }
            return new Reading(texts, special, firing, new Totals(rebuilding.fvu(), rebuilding.l0()));
        }

        private static List<Firing> strongest(OpenSource open, Rebuilding rebuilding, int position, Labels labels) {
            int features = rebuilding.reading().features();
            float[] values = rebuilding.reading().values();
            List<Candidate> candidates = new ArrayList<>();
            for (int feature = 0; feature < Math.min(features, open.features().size()); feature++) {
                float value = values[position * features + feature];
                if (value > 0) {
                    double max = open.features().value(org.fragaria.feature.FeatureStore.Sort.MAX, feature);
                    candidates.add(new Candidate(feature, value, max > 0 ? value / max : 0));
                }
            }
            candidates.sort(Comparator.comparingDouble(candidate -> -candidate.share()));
            return candidates.stream()
                    .limit(FEATURES)
                    .flatMap(candidate -> open.features().row(candidate.feature()).stream()
                            .map(row -> firing(open, row, candidate, labels)))
                    .toList();
        }

        private record Candidate(int feature, float value, double share) {}

        private static Firing firing(OpenSource open, Row row, Candidate candidate, Labels labels) {
            return new Firing(
                    row.index(),
                    labels.best(open, row)
                            .map(Label::text)
                            .map(Reading::shortened)
                            .orElse(null),
                    row.tokens().stream()
                            .limit(2)
                            .map(score -> Token.of(score, open.tokens(), row.max()))
                            .toList(),
                    candidate.value(),
                    candidate.share());
        }

        private static String shortened(String label) {
            int[] points = label.codePoints().limit(LABEL + 1L).toArray();
            return points.length <= LABEL ? label : new String(points, 0, LABEL) + "…";
        }
    }

    static SourcesPage empty(Asked asked, List<String> sources) {
        return new SourcesPage(asked, sources, null, null, null);
    }

    /** Whether two sources are chosen. */
    public boolean complete() {
        return a != null && b != null;
    }
}
