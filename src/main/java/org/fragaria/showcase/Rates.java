package org.fragaria.showcase;

import io.quarkus.qute.TemplateExtension;

import org.fragaria.truth.TruthReport.Rate;
import org.fragaria.truth.TruthReport.Score;
import org.fragaria.web.Format;

/** How counts and scores of the report are written: {@code {rate:shown(arm.rate)}}. */
@TemplateExtension(namespace = "rate")
final class Rates {

    private Rates() {}

    /** {@code 94 %}. */
    static String shown(Rate rate) {
        return rate.trials() == 0 ? "–" : Format.share(rate.rate());
    }

    /** {@code 66 of 70, 95 % interval 86–98 %}. */
    static String counts(Rate rate) {
        if (rate.trials() == 0) {
            return "not counted";
        }
        return Format.count(rate.hits()) + " of " + Format.count(rate.trials()) + " ("
                + Format.fixed(rate.low() * 100, 0) + "–" + Format.fixed(rate.high() * 100, 0) + " %)";
    }

    /** {@code precision 0.97, recall 0.91}. */
    static String sides(Score score) {
        return "precision " + Format.fixed(score.precision(), 2) + ", recall " + Format.fixed(score.recall(), 2)
                + ", threshold " + Format.value(score.threshold());
    }
}
