package org.fragaria.experiment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import jakarta.ws.rs.QueryParam;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

import org.fragaria.problem.InvalidException;
import org.fragaria.steering.InterventionSpec;
import org.fragaria.steering.SteerRequest;
import org.fragaria.web.Parameters;

/**
 * A dose-response as an address says it: one feature in words of its own, or any run as JSON, and what is counted.
 */
public record DoseWords(
        @Parameter(
                description =
                        "a whole run or experiment as JSON (SteerRequest or DoseRequest); the other parameters overrule it")
        @QueryParam("request")
        @Nullable
        String request,

        @Parameter(description = "what the texts go on from") @QueryParam("prompt") @Nullable
        String prompt,

        @Parameter(description = "the feature that is turned: source/number") @QueryParam("feature") @Nullable
        String feature,

        @Parameter(description = "how: add, clamp or another method with a strength") @QueryParam("method") @Nullable
        String method,

        @Parameter(description = "unit of the strengths: max, raw or norm") @QueryParam("unit") @Nullable
        String unit,

        @Parameter(description = "which tokens are touched: generated, all, prompt or last")
        @QueryParam("positions")
        @Nullable
        String positions,

        @Parameter(description = "the strength in use, which the drawing marks") @QueryParam("strength") @Nullable
        String strength,

        @Parameter(description = "the strengths that are tried, with spaces or commas between")
        @QueryParam("strengths")
        @Nullable
        String strengths,

        @Parameter(description = "how many seeds, 1 to 64") @QueryParam("seeds") @Nullable
        String seeds,

        @Parameter(description = "the first seed") @QueryParam("seed") @Nullable
        String seed,

        @Parameter(description = "tokens of each text, 1 to 256") @QueryParam("tokens") @Nullable
        String tokens,

        @Parameter(description = "0 takes the likeliest token") @QueryParam("temperature") @Nullable
        String temperature,

        @Parameter(description = "which of the run's interventions is dosed, from 0")
        @QueryParam("intervention")
        @Nullable
        String intervention,

        @Parameter(description = "what is counted: token, words, phrase, regex or feature")
        @QueryParam("count")
        @Nullable
        String count,

        @Parameter(description = "the token, words, phrase, regular expression, or source/number of the feature")
        @QueryParam("find")
        @Nullable
        String find,

        @Parameter(description = "activation that a counted feature must exceed") @QueryParam("above") @Nullable
        String above,

        @Parameter(description = "the same wish in words, for comparison") @QueryParam("instruction") @Nullable
        String instruction) {

    private static final int MOST = 1_000_000_000;

    /** Whether it says what is counted, without which nothing runs. */
    boolean runs() {
        return find != null && !find.isBlank() || request != null && request.contains("\"outcome\"");
    }

    /** The request; only what is counted may be missing. */
    DoseRequest dose(ObjectMapper json) {
        DoseRequest written = request == null || request.isBlank() ? null : written(json, request);
        SteerRequest run = written == null ? run() : written.run();
        return new DoseRequest(
                run,
                whole("intervention", intervention, written == null ? null : written.intervention(), 0, 1000),
                strengths == null || strengths.isBlank()
                        ? (written == null ? null : written.strengths())
                        : numbers(strengths),
                whole("seeds", seeds, written == null ? null : written.seeds(), 1, 64),
                find == null || find.isBlank() ? (written == null ? nothing() : written.outcome()) : outcome(find),
                written == null ? null : written.prompts(),
                instruction == null || instruction.isBlank()
                        ? (written == null ? null : written.instruction())
                        : instruction);
    }

    private static Outcome nothing() {
        return new Outcome("words", null, null, null, null);
    }

    private static DoseRequest written(ObjectMapper json, String text) {
        try {
            if (json.readTree(text).has("run")) {
                DoseRequest whole = json.readValue(text, DoseRequest.class);
                return new DoseRequest(
                        whole.run(),
                        whole.intervention(),
                        whole.strengths(),
                        whole.seeds(),
                        whole.outcome() == null ? nothing() : whole.outcome(),
                        whole.prompts(),
                        whole.instruction());
            }
            return new DoseRequest(json.readValue(text, SteerRequest.class), null, null, null, nothing(), null, null);
        } catch (JsonProcessingException e) {
            throw new InvalidException(
                    "Parameter request is no run as JSON: " + e.getOriginalMessage()
                            + ". The lab shows each run as JSON.",
                    e);
        }
    }

    private SteerRequest run() {
        List<InterventionSpec> changes = new ArrayList<>();
        if (feature != null && !feature.isBlank()) {
            String[] address = address("feature", feature);
            changes.add(new InterventionSpec(
                    address[0],
                    Parameters.whole("feature", address[1], 0, 0, MOST),
                    null,
                    method == null || method.isBlank() ? "add" : method,
                    strength == null || strength.isBlank() ? null : Parameters.real("strength", strength, 1, -1e6, 1e6),
                    unit == null || unit.isBlank() ? null : unit,
                    positions == null || positions.isBlank() ? "generated" : positions,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null));
        }
        return new SteerRequest(
                prompt,
                null,
                changes,
                temperature == null || temperature.isBlank()
                        ? null
                        : Parameters.real("temperature", temperature, 0.7, 0, 2),
                null,
                null,
                null,
                null,
                seed == null || seed.isBlank() ? null : (long) Parameters.whole("seed", seed, 0, -MOST, MOST),
                whole("tokens", tokens, null, 1, 256),
                null,
                null);
    }

    private static @Nullable Integer whole(
            String name, @Nullable String text, @Nullable Integer absent, int least, int most) {
        return text == null || text.isBlank() ? absent : (Integer) Parameters.whole(name, text, 0, least, most);
    }

    private Outcome outcome(String wanted) {
        String kind = count == null || count.isBlank() ? "words" : count;
        Outcome outcome;
        if (kind.equals("feature")) {
            String[] address = address("find", wanted);
            outcome = new Outcome(
                    kind,
                    null,
                    address[0],
                    Parameters.whole("find", address[1], 0, 0, MOST),
                    above == null || above.isBlank() ? null : Parameters.real("above", above, 0, -1e9, 1e9));
        } else {
            outcome = new Outcome(kind, wanted, null, null, null);
        }
        outcome.what();
        return outcome;
    }

    /** Source and number. */
    private static String[] address(String name, String text) {
        String[] parts = text.strip().split("/", -1);
        if (parts.length < 2) {
            throw new InvalidException(
                    "Parameter " + name + "='" + text + "': expected a source and a number, e.g. 2-res/103.");
        }
        return new String[] {parts[parts.length - 2], parts[parts.length - 1]};
    }

    private static List<Double> numbers(String text) {
        return Arrays.stream(text.strip().split("[\\s,;]+"))
                .map(one -> Parameters.real("strengths", one.replace('−', '-'), 0, -1e6, 1e6))
                .toList();
    }
}
