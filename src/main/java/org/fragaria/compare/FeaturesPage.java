package org.fragaria.compare;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.fragaria.web.Format;

/**
 * Two features side by side; also its JSON.
 *
 * @param asked what the address says
 * @param a the first; null if the address lacks one of them
 * @param b the second; null likewise
 * @param likeness what they have in common; null likewise
 */
public record FeaturesPage(
        Asked asked,
        @Nullable FeatureSide a,
        @Nullable FeatureSide b,
        @Nullable Likeness likeness) {

    /** The words of an address: two things, and a text that both read. */
    public record Asked(String a, String b, String text) {

        boolean complete() {
            return !a.isEmpty() && !b.isEmpty();
        }
    }

    /** A figure of both, written out. */
    public record Pair(String name, String a, String b, String meaning) {}

    static FeaturesPage empty(Asked asked) {
        return new FeaturesPage(asked, null, null, null);
    }

    /** Whether there are two to compare. */
    public boolean complete() {
        return likeness != null;
    }

    /** The figures of both, one beside the other. */
    public List<Pair> figures() {
        List<Pair> pairs = new ArrayList<>();
        if (a != null && b != null) {
            FeatureSide.Figures one = a.figures();
            FeatureSide.Figures other = b.figures();
            pairs.add(new Pair(
                    "Strongest activation",
                    Format.value(one.max()),
                    Format.value(other.max()),
                    "each in the unit of its own dictionary"));
            pairs.add(new Pair(
                    "Density", Format.percent(one.density()), Format.percent(other.density()), "share of tokens"));
            pairs.add(pair("One token explains", one.lookup(), other.lookup(), "of its variance"));
            pairs.add(pair("Three tokens explain", one.lookup3(), other.lookup3(), "of its variance"));
            pairs.add(new Pair(
                    "Stays on",
                    Format.fixed(one.persistence(), 1),
                    Format.fixed(other.persistence(), 1),
                    "tokens in a row, mean"));
            pairs.add(new Pair(
                    "Output score",
                    Format.value(one.output()),
                    Format.value(other.output()),
                    "probability moved to what it promotes"));
        }
        return pairs;
    }

    private static Pair pair(String name, double a, double b, String meaning) {
        return new Pair(name, Format.share(a), Format.share(b), meaning);
    }

    /** Both histograms on one scale; empty if one of them never fired. */
    public TwinHistogram histograms() {
        return a == null || b == null ? TwinHistogram.EMPTY : TwinHistogram.of(a.figures(), b.figures());
    }
}
