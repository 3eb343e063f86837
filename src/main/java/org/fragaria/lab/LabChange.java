package org.fragaria.lab;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

import org.fragaria.intervention.Method;
import org.fragaria.search.FeatureCard;
import org.fragaria.steering.InterventionSpec;
import org.fragaria.steering.InterventionSpec.Where;
import org.fragaria.steering.Interventions;
import org.fragaria.steering.Strengths;
import org.fragaria.web.Format;
import org.fragaria.web.Parameters;

/**
 * An intervention as the lab shows it.
 *
 * @param number its place among the changes, from 0
 * @param spec what is asked for
 * @param feature the feature; null for a vector, or if it is not here
 * @param vector the vector; null for a feature, or if it is not here
 * @param ready what the model makes of it; null if it cannot be run here, or what is asked for cannot be done
 */
public record LabChange(
        int number,
        InterventionSpec spec,
        @Nullable FeatureCard feature,
        @Nullable Vector vector,
        @JsonIgnore Interventions.@Nullable Ready ready) {

    /**
     * A vector as the lab names it.
     *
     * @param title what it is called
     * @param path its page
     */
    public record Vector(String title, String path) {}

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

    /** What it is called: its label or title, else the tokens that it fires on, else its address. */
    public String label() {
        if (feature == null) {
            return vector == null ? at() + " is not here" : vector.title();
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

    /** What is done to what, in few words: {@code clamp to 1.2 × max: The text is in French}. */
    @JsonProperty
    public String brief() {
        String unit = factor() || unit().equals("raw") ? "" : " × " + unit();
        String amount = measured() ? " " + strengthText() + unit : "";
        return LabFormat.method(method()) + amount + ": " + label();
    }

    public String method() {
        return Objects.requireNonNullElse(spec.method(), "add");
    }

    public String unit() {
        return Objects.requireNonNullElse(spec.unit(), spec.vector() == null ? "max" : "raw");
    }

    public String positions() {
        return Objects.requireNonNullElse(spec.positions(), "generated");
    }

    private Method.Unit kind() {
        return Arrays.stream(Method.values())
                .filter(known -> Parameters.word(known).equals(method()))
                .findFirst()
                .map(Method::unit)
                .orElse(Method.Unit.ACTIVATION);
    }

    /** Strength in its unit. */
    public double strength() {
        return spec.strength() != null ? spec.strength() : kind() == Method.Unit.FACTOR ? 2 : 1;
    }

    /** Strength as it is written in a field. */
    public String strengthText() {
        return ChangeWords.number(strength());
    }

    /** Whether the method uses a strength. */
    public boolean measured() {
        return measured(kind());
    }

    static boolean measured(Method.Unit kind) {
        return kind == Method.Unit.ACTIVATION || kind == Method.Unit.FACTOR;
    }

    /** Whether the strength is a plain factor, without a unit. */
    public boolean factor() {
        return kind() == Method.Unit.FACTOR;
    }

    public boolean special() {
        return Boolean.TRUE.equals(spec.specialTokens());
    }

    /** The feature's maximum over the corpus; 0 if unknown. */
    public double max() {
        return feature == null ? 0 : feature.max();
    }

    /** Where the slider begins. */
    public double from() {
        return Math.min(slider().from(), strength());
    }

    /** Where it ends. */
    public double to() {
        return Math.max(slider().to(), strength());
    }

    private Strengths.Slider slider() {
        Strengths.Slider known = ready == null ? null : ready.slider();
        return known == null ? new Strengths.Slider(-REACH, REACH, 0.1) : known;
    }

    /** {@code moves 0.34 of the norm}: how long what is added is beside the tensor, expected; empty if it is unknown. */
    public String share() {
        double share = ready == null ? Double.NaN : ready.share();
        boolean told = spec.applied() && method().equals("add") && Double.isFinite(share);
        return told ? " · adds " + Format.value(share) + " of the norm" : "";
    }

    /** {@code = 9.14}: the strength in units of the feature's activation; empty if it is said already or unknown. */
    public String worth() {
        return measured() && !factor() && unit().equals("max") && max() > 0
                ? "= " + Format.value(strength() * max())
                : "";
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
                + share()
                + (spec.applied() ? "" : " · off");
    }

    /**
     * A method that can be chosen.
     *
     * @param word as in an address
     * @param measured whether it uses a strength
     */
    public record Choice(String word, boolean measured) {}

    /** The methods that there are. */
    static List<Choice> methods() {
        return Arrays.stream(Method.values())
                .map(method -> new Choice(Parameters.word(method), measured(method.unit())))
                .toList();
    }
}
