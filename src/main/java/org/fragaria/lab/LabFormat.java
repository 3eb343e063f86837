package org.fragaria.lab;

import java.util.List;
import java.util.stream.Collectors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.qute.TemplateExtension;
import org.jspecify.annotations.Nullable;

import org.fragaria.lab.LabResult.Place;
import org.fragaria.lab.LabResult.Side;
import org.fragaria.search.FeatureCard;
import org.fragaria.steering.Openings;
import org.fragaria.steering.SteerRequest;
import org.fragaria.web.Format;

/** How runs are written on pages: {@code {lab:probability(p)}}. */
@TemplateExtension(namespace = "lab")
final class LabFormat {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double[] LEVELS = {0.1, 0.3, 1, 3};
    private static final List<String> ORDINALS = List.of(
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth");
    /** Height of the bars of a chart, in pixels. */
    private static final int HEIGHT = 56;

    private static final int FIRES_ON = 3;

    private LabFormat() {}

    /** {@code .44}: a probability below a token; nothing from .995, since most tokens of a text are near certain. */
    static String probability(double p) {
        String two = Format.fixed(p, 2);
        return two.startsWith("0") ? two.substring(1) : "";
    }

    /** Bar of a divergence in nats: 1 below 0.1, 2 below 0.3, 3 below 1, 4 below 3, 5 above. */
    static int level(double divergence) {
        int level = 1;
        for (double bound : LEVELS) {
            level += divergence >= bound ? 1 : 0;
        }
        return level;
    }

    /** A token without the white space around it; a line break as an arrow, nothing at all as a space sign. */
    static String bare(String token) {
        String shown = token.strip();
        return shown.isEmpty() ? (token.contains("\n") ? "↵" : "␣") : shown;
    }

    /** Whether a line ends with a token. */
    static boolean breaks(String token) {
        return token.endsWith("\n");
    }

    /** {@code second}, {@code 14th}: the number of a place, counted from 0. */
    static String ordinal(int at) {
        if (at < ORDINALS.size()) {
            return ORDINALS.get(at);
        }
        int number = at + 1;
        int last = number % 10;
        boolean teen = number % 100 / 10 == 1;
        return number + (teen ? "th" : last == 1 ? "st" : last == 2 ? "nd" : last == 3 ? "rd" : "th");
    }

    /** The largest divergence of a text, at least 1 nat, so that small ones look small. */
    static double most(Side side) {
        return side.places().stream().mapToDouble(Place::divergence).reduce(1, Math::max);
    }

    /** Height of a bar. */
    static double height(double value, double most) {
        return Math.round(10 * HEIGHT * Math.min(1, value / most)) / 10.0;
    }

    /** A method as it is offered: {@code add}, {@code clamp to}. */
    static String method(String word) {
        return switch (word) {
            case "add" -> "add";
            case "clamp" -> "clamp to";
            case "at_least" -> "keep at least at";
            case "scale" -> "multiply by";
            case "ablate" -> "switch off";
            case "ablate_mean" -> "set to its mean";
            case "decompose" -> "multiply along it by";
            case "cap" -> "cap at";
            default -> word.replace('_', ' ');
        };
    }

    /** {@code 1.2 × max}: a strength with its unit. */
    static String amount(LabChange change) {
        String number = Format.value(change.strength());
        return change.factor() || change.unit().equals("raw") ? number : number + " × " + change.unit();
    }

    /** Size of a movement, for a bar. */
    static double size(double by) {
        return Math.abs(by);
    }

    /** What a feature is called: its label, else the tokens that it fires on. */
    static String called(FeatureCard card) {
        return card.label() != null
                ? card.label()
                : card.tokens().stream()
                        .limit(FIRES_ON)
                        .map(token -> token.text().strip())
                        .collect(Collectors.joining(", "));
    }

    /** What a run went on from, in one line. */
    static String line(StoredRun run) {
        return SavedRunPage.line(run.request());
    }

    /** How fast it was. */
    static String pace(LabResult result) {
        return Format.fixed(result.tokensPerSecond(), 0) + " tokens/s";
    }

    /** Where the wish in words stood, or will stand. */
    static String how(LabResult.@Nullable Told told, boolean talks) {
        Openings.How how = told != null ? told.how() : talks ? Openings.How.SYSTEM : Openings.How.PROMPT;
        return switch (how) {
            case SYSTEM -> "said in the system message; the model is left alone.";
            case USER ->
                "said before the first message, since this model’s template takes no system message; the model is"
                        + " left alone.";
            case PROMPT -> "said in a line before the prompt; the model is left alone.";
        };
    }

    /** A request as JSON in one line. */
    static String compact(SteerRequest request) {
        try {
            return JSON.writeValueAsString(request);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A request that cannot be written", e);
        }
    }

    /** How far the tensors of a run were moved: {@code · moves resid_post.2 by 0.34 of its norm}. */
    static String shifts(LabResult result) {
        return result.shifts().stream()
                .map(shift -> " · moves " + shift.address() + " by " + Format.fixed(shift.ratio(), 2) + " of its norm")
                .collect(Collectors.joining());
    }

    /** A request as the body of a command, safe between single quotes of a shell. */
    static String quoted(SteerRequest request) {
        return compact(request).replace("'", "'\\''");
    }
}
