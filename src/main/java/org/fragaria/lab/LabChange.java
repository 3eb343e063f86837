package org.fragaria.lab;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.fragaria.search.FeatureCard;
import org.fragaria.steering.InterventionSpec;
import org.fragaria.steering.InterventionSpec.Where;
import org.fragaria.web.Format;

/**
 * An intervention as the lab shows it.
 *
 * @param number its place among the changes, from 0
 * @param spec what is asked for
 * @param feature the feature; null for a vector, or if it is not here
 */
public record LabChange(
        int number, InterventionSpec spec, @Nullable FeatureCard feature) {

    /** How far a slider goes, in multiples of the feature's maximum. */
    private static final double REACH = 4;

    /** The words of an address. */
    public String words() {
        return ChangeWords.write(spec);
    }

    /** What is changed, in the words of an address: {@code 2-res/877}. */
    public String at() {
        return spec.vector() == null ? spec.source() + "/" + spec.feature() : "vector/" + spec.vector();
    }

    /** What it is called: its label, else the tokens that it fires on, else its address. */
    public String label() {
        if (feature == null) {
            return spec.vector() == null ? at() + " is not here" : "Vector " + spec.vector();
        }
        if (feature.label() != null) {
            return feature.label();
        }
        String tokens = feature.tokens().stream()
                .limit(3)
                .map(token -> token.text().strip())
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining(", "));
        return tokens.isEmpty() ? at() : "fires on " + tokens;
    }

    public String method() {
        return Objects.requireNonNullElse(spec.method(), "add");
    }

    public String unit() {
        return Objects.requireNonNullElse(spec.unit(), "max");
    }

    public String positions() {
        return Objects.requireNonNullElse(spec.positions(), "generated");
    }

    /** Strength in its unit. */
    public double strength() {
        return spec.strength() == null ? 1 : spec.strength();
    }

    /** Strength as it is written in a field. */
    public String strengthText() {
        return ChangeWords.number(strength());
    }

    /** Whether the method uses a strength. */
    public boolean measured() {
        return !method().startsWith("ablate");
    }

    public boolean special() {
        return Boolean.TRUE.equals(spec.specialTokens());
    }

    /** The feature's maximum over the corpus; 0 if unknown. */
    public double max() {
        return feature == null ? 0 : feature.max();
    }

    /** The slider's range in the unit: ±4 × the maximum, or wider where the strength is. */
    public double reach() {
        double usual = unit().equals("raw") && max() > 0 ? REACH * max() : REACH;
        return Math.max(usual, Math.abs(strength()));
    }

    /** {@code = 9.14}: the strength in units of the feature's activation; empty if it is said already or unknown. */
    public String worth() {
        return measured() && unit().equals("max") && max() > 0 ? "= " + Format.value(strength() * max()) : "";
    }

    /** Positions of a range, or the tokens; as in an address. */
    public String span() {
        if (spec.from() != null) {
            return spec.from() + "-" + (spec.to() == null ? "" : spec.to());
        }
        return spec.tokens() == null
                ? ""
                : spec.tokens().stream()
                        .map(token -> "\"" + token.replace("\\", "\\\\").replace("\"", "\\\"") + "\"")
                        .collect(Collectors.joining(" "));
    }

    /** The condition, as in an address; empty for everywhere. */
    public String where() {
        Where where = spec.where();
        return where == null ? "" : where.source() + "/" + where.feature() + " > " + ChangeWords.number(where.above());
    }

    /** Where it acts, in words: {@code generated tokens · where 2-res/2114 > 2}. */
    public String scope() {
        String which =
                switch (positions()) {
                    case "all" -> "all tokens";
                    case "prompt" -> "the prompt";
                    case "last" -> "the prompt’s last token";
                    case "range" -> "positions " + span();
                    case "tokens" -> "the tokens " + span();
                    default -> positions() + " tokens";
                };
        return which
                + (where().isEmpty() ? "" : " · where " + where())
                + (special() ? " · special tokens too" : "")
                + (spec.applied() ? "" : " · off");
    }

    /** The methods that there are, as words. */
    static List<String> methods() {
        return java.util.Arrays.stream(org.fragaria.intervention.Method.values())
                .map(org.fragaria.web.Parameters::word)
                .toList();
    }
}
