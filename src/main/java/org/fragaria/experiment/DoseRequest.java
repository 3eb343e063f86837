package org.fragaria.experiment;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

import org.fragaria.problem.InvalidException;
import org.fragaria.steering.InterventionSpec;
import org.fragaria.steering.SteerRequest;

/**
 * A dose-response as JSON: a steered run, one of whose interventions is given at many strengths, each with many seeds. The
 * same request gives the same figures.
 *
 * @param run the run; its seed is the first of the seeds
 * @param intervention which of its interventions is dosed, from 0; the first by default
 * @param strengths the doses, in the intervention's own unit; {@link #GRID} by default
 * @param seeds how many seeds, 1..64; 16 by default
 * @param outcome what is counted
 * @param prompts further prompts beside the run's own
 * @param instruction the same wish in words, whose effect is drawn beside that of steering; null for none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DoseRequest(
        SteerRequest run,
        @Nullable Integer intervention,
        @Nullable List<Double> strengths,
        @Nullable Integer seeds,
        Outcome outcome,
        @Nullable List<String> prompts,
        @Nullable String instruction) {

    /** The strengths that are tried unless others are asked for, in multiples of the feature's maximum. */
    static final List<Double> GRID = List.of(-1.0, -0.5, 0.0, 0.3, 0.6, 0.9, 1.2, 1.5, 1.9, 2.3, 2.7, 3.1, 3.5, 4.0);

    private static final int SEEDS = 16;
    private static final int MOST_SEEDS = 64;
    private static final int MOST_STRENGTHS = 40;
    private static final int MOST_TOKENS = 256;
    private static final double STRONGEST = 1e6;

    /** The intervention that is dosed. */
    public InterventionSpec dosed() {
        List<InterventionSpec> all = run.changes();
        int which = which();
        if (which < 0 || which >= all.size()) {
            throw new InvalidException(
                    "Intervention " + which + ": the run has " + all.size() + ", counted from 0. Name one of them.");
        }
        return all.get(which);
    }

    int which() {
        return intervention == null ? 0 : intervention;
    }

    /**
     * The doses, smallest first.
     *
     * @param max the feature's maximum, for those who count in raw strength
     */
    List<Double> doses(double max) {
        boolean raw = "raw".equals(dosed().unit());
        List<Double> asked = strengths == null || strengths.isEmpty()
                ? GRID.stream().map(s -> raw && max > 0 ? s * max : s).toList()
                : strengths;
        if (asked.size() > MOST_STRENGTHS) {
            throw new InvalidException(
                    asked.size() + " strengths: expected at most " + MOST_STRENGTHS + ", or fewer and a second run.");
        }
        if (!asked.stream().allMatch(s -> s != null && Math.abs(s) <= STRONGEST)) {
            throw new InvalidException("Strengths: expected numbers from −1,000,000 to 1,000,000.");
        }
        return asked.stream().distinct().sorted().toList();
    }

    /** How many seeds. */
    public int lots() {
        return whole("seeds", seeds == null ? SEEDS : seeds, MOST_SEEDS);
    }

    /** How many tokens each text has at most. */
    public int length() {
        return whole("tokens", run.length(), MOST_TOKENS);
    }

    private static int whole(String name, int value, int most) {
        if (value < 1 || value > most) {
            throw new InvalidException(name + " " + value + ": expected 1 to " + most + ".");
        }
        return value;
    }

    /** The instruction, if there is one. */
    public String wish() {
        return instruction == null ? "" : instruction.strip();
    }

    /** Strengths as one text, for a form. */
    public String strengthsText() {
        return strengths == null
                ? ""
                : String.join(
                        " ",
                        strengths.stream()
                                .mapToDouble(Double::doubleValue)
                                .mapToObj(DoseRequest::shortest)
                                .toList());
    }

    static String shortest(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e9
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
