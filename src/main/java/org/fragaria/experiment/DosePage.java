package org.fragaria.experiment;

import java.util.List;
import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonIgnore;
import org.jspecify.annotations.Nullable;

import org.fragaria.steering.InterventionSpec;
import org.fragaria.web.Format;

/**
 * What the page of a dose-response shows; also its JSON.
 *
 * @param model the model's id
 * @param request what is asked for; what is counted may be missing
 * @param requestJson the run as JSON if the address gave it so, else empty
 * @param query the address's own query, for links
 * @param result the figures; null until it is said what is counted
 * @param sources ids of the model's sources
 */
public record DosePage(
        String model,
        DoseRequest request,
        String requestJson,
        @JsonIgnore String query,
        @Nullable DoseResult result,
        List<String> sources) {

    /** Path of the page. */
    public String path() {
        return "/" + model + "/steer/dose";
    }

    /** The drawing at three widths, of which the page shows the one that fits. */
    @JsonIgnore
    public List<DoseChart> charts() {
        DoseResult found = result;
        return found == null
                ? List.of()
                : List.of(DoseChart.of(found, 820), DoseChart.of(found, 600), DoseChart.of(found, 350));
    }

    /** Address of the feature in the form. */
    @JsonIgnore
    public String feature() {
        return request.run().changes().isEmpty()
                ? ""
                : address(request.run()
                        .changes()
                        .get(Math.min(request.which(), request.run().changes().size() - 1)));
    }

    private static String address(InterventionSpec spec) {
        return spec.source() == null ? "" : spec.source() + "/" + spec.feature();
    }

    /** The dosed intervention's method. */
    @JsonIgnore
    public String method() {
        return word(request.run().changes().isEmpty() ? null : request.dosed().method(), "add");
    }

    /** Its positions. */
    @JsonIgnore
    public String positions() {
        return word(request.run().changes().isEmpty() ? null : request.dosed().positions(), "generated");
    }

    private static String word(@Nullable String given, String absent) {
        return given == null ? absent : given;
    }

    /** What is looked for, as the form writes it. */
    @JsonIgnore
    public String find() {
        Outcome outcome = request.outcome();
        return outcome.source() != null
                ? outcome.source() + "/" + outcome.feature()
                : outcome.text() == null ? "" : outcome.text();
    }

    /** The prompt, or nothing. */
    @JsonIgnore
    public String prompt() {
        String own = request.run().prompt();
        return own == null ? "" : own;
    }

    /** Temperature as the form writes it. */
    @JsonIgnore
    public String temperature() {
        return DoseRequest.shortest(request.run().sampling().temperature());
    }

    /** All interventions in words, the dosed one first named as such. */
    @JsonIgnore
    public List<String> changes() {
        List<InterventionSpec> all = request.run().changes();
        return java.util.stream.IntStream.range(0, all.size())
                .mapToObj(i -> (i == request.which() ? "dosed: " : "") + words(all.get(i)))
                .toList();
    }

    private static String words(InterventionSpec spec) {
        String what = spec.source() == null ? "vector " + spec.vector() : spec.source() + "/" + spec.feature();
        String unit = spec.unit() == null ? "max" : spec.unit();
        return word(spec.method(), "add").replace('_', ' ') + " " + what
                + (spec.strength() == null
                        ? ""
                        : " at " + Format.value(spec.strength()) + (unit.equals("raw") ? "" : " × " + unit))
                + (spec.applied() ? "" : " (off)");
    }

    /** A sentence about what was run. */
    @JsonIgnore
    public String lead() {
        DoseResult found = result;
        if (found == null) {
            return "";
        }
        InterventionSpec dosed = request.dosed();
        String what = dosed.source() == null
                ? "Vector " + dosed.vector()
                : "Feature " + dosed.source() + "/" + dosed.feature();
        int prompts = request.prompts() == null ? 1 : 1 + request.prompts().size();
        return what + ", " + method().toLowerCase(Locale.ROOT).replace('_', ' ') + ", at "
                + found.points().size() + " strengths, "
                + request.lots() + (request.lots() == 1 ? " seed" : " seeds") + " each"
                + (prompts > 1 ? ", " + prompts + " prompts" : "")
                + (request.run().changes().size() > 1 ? ", the other interventions as they are" : "")
                + ". Cost is the loss of the text under the unsteered model. "
                + (request.outcome().ofTexts()
                        ? "Upper line: share of texts, band: its 95 % interval; lower line: median, band: middle 80 % of texts."
                        : "Line: median; band: middle 80 % of texts.");
    }

    /** The address that runs the middle of the usable range; null where there is none, or it is not one feature alone. */
    @JsonIgnore
    public @Nullable String middleLink() {
        DoseResult found = result;
        Double middle = middle();
        if (found == null
                || middle == null
                || !found.doses().equals("× max")
                || feature().isEmpty()
                || prompt().isEmpty()) {
            return null;
        }
        return "/" + model + "/" + feature() + "/steer?prompt="
                + java.net.URLEncoder.encode(prompt(), java.nio.charset.StandardCharsets.UTF_8)
                + "&method=" + method() + "&strength=" + middle + "&positions=" + positions() + "&temperature="
                + temperature()
                + "&seed=" + request.run().firstSeed() + "&tokens=" + request.length();
    }

    /** The middle of the usable range; null where there is none. */
    @JsonIgnore
    public @Nullable Double middle() {
        DoseResult found = result;
        return found == null ? null : found.verdict().middle(found.points());
    }

    /** A strength's cost as a share of the dearest one's, 0..1. */
    public double costShare(DosePoint point) {
        DoseResult found = result;
        double dearest = found == null
                ? 1
                : found.points().stream()
                        .mapToDouble(p -> p.cost().median())
                        .max()
                        .orElse(1);
        return dearest > 0 ? point.cost().median() / dearest : 0;
    }

    /** The full effect in points of a hundred. */
    @JsonIgnore
    public String fullPoints() {
        DoseResult found = result;
        return found == null ? "" : Format.signed(100 * found.verdict().full());
    }

    /** A strength with its unit. */
    public String dose(@Nullable Double strength) {
        DoseResult found = result;
        String times = found == null || found.doses().equals("raw") ? "" : " ×";
        return strength == null ? "–" : DoseChart.number(strength) + times;
    }

    /** Why the usable range is what it is. */
    @JsonIgnore
    public String usableWhy() {
        DoseResult found = result;
        if (found == null) {
            return "";
        }
        if (found.verdict().usableFrom() != null) {
            return "at least half of the full effect, at no more than " + DoseVerdict.EXTRA + " nats of extra cost";
        }
        if (found.verdict().full() != 0) {
            return "no strength has half of the full effect at no more than " + DoseVerdict.EXTRA
                    + " nats of extra cost";
        }
        return found.points().stream().anyMatch(p -> p.rate().apart(found.base().rate()))
                ? "whatever changes the count breaks the text as well"
                : "no strength changes the count by more than chance";
    }

    /** The usable range in words. */
    @JsonIgnore
    public String usable() {
        DoseResult found = result;
        Double from = found == null ? null : found.verdict().usableFrom();
        Double to = found == null ? null : found.verdict().usableTo();
        if (from == null || to == null) {
            return "none";
        }
        return from.equals(to) ? dose(from) : DoseChart.number(from) + " – " + dose(to);
    }
}
