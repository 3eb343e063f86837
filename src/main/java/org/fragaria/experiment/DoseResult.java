package org.fragaria.experiment;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * A dose-response: figures, judgement, and all that it takes to run it again.
 *
 * @param id digest of model and request
 * @param model the model's id
 * @param request what was asked for
 * @param doses in what strengths are counted: {@code × max}, {@code × norm}, {@code raw}
 * @param max the feature's maximum over the corpus, 0 of a vector
 * @param base without the intervention, the others as they are
 * @param prompted the model left alone and told the wish in words; null if there is none
 * @param points one for each strength, ascending
 * @param verdict what is enough and what is too much
 * @param tokens tokens that were written
 * @param seconds wall time
 * @param version version of the program
 * @param precision how weights were multiplied
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DoseResult(
        String id,
        String model,
        DoseRequest request,
        String doses,
        double max,
        DosePoint base,
        @Nullable DosePoint prompted,
        List<DosePoint> points,
        DoseVerdict verdict,
        long tokens,
        double seconds,
        String version,
        String precision) {

    /** Texts that were written, the instruction's included. */
    @JsonProperty
    public int texts() {
        DosePoint told = prompted;
        return base.texts()
                + (told == null ? 0 : told.texts())
                + points.stream().mapToInt(DosePoint::texts).sum();
    }

    /** As comma-separated values, one line for each strength. */
    String csv() {
        StringBuilder out =
                new StringBuilder("strength,raw,texts,hits,trials,rate,rate_low95,rate_high95,effect_median,"
                        + "effect_p10,effect_p90,cost_median,cost_p10,cost_p90,perplexity,kl_median,kl_p10,kl_p90,distinct1,"
                        + "distinct2,distinct3,repeated3,state,text\n");
        line(out, "without", base);
        points.forEach(point -> line(out, String.valueOf(point.strength()), point));
        if (prompted != null) {
            line(out, "instruction", prompted);
        }
        return out.toString();
    }

    private static void line(StringBuilder out, String name, DosePoint p) {
        Spread kl = p.kl();
        Repetition r = p.repetition();
        out.append(name);
        for (Object value : List.of(
                p.raw(),
                p.texts(),
                p.rate().hits(),
                p.rate().trials(),
                p.rate().rate(),
                p.rate().low(),
                p.rate().high(),
                p.effect().median(),
                p.effect().low(),
                p.effect().high(),
                p.cost().median(),
                p.cost().low(),
                p.cost().high(),
                p.perplexity(),
                kl == null ? "" : kl.median(),
                kl == null ? "" : kl.low(),
                kl == null ? "" : kl.high(),
                r.distinct1(),
                r.distinct2(),
                r.distinct3(),
                r.repeated3(),
                p.state())) {
            out.append(',').append(value);
        }
        out.append(",\"").append(p.text().replace("\"", "\"\"")).append("\"\n");
    }
}
