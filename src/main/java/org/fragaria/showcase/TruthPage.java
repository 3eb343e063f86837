package org.fragaria.showcase;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.fragaria.truth.TruthReport;
import org.fragaria.truth.TruthReport.ConceptTruth;
import org.fragaria.truth.TruthReport.Score;

/**
 * What the page of the truth report shows; its JSON is the report and this summary.
 *
 * @param report the report
 * @param rows its concepts, each with its best numbers
 * @param readable concepts that a linear probe reads at F1 of at least {@link #PASS}
 * @param found those of them for which one feature reaches it too
 */
public record TruthPage(TruthReport report, List<Row> rows, long readable, long found) {

    /** F1 from which on a concept counts as read. */
    static final double PASS = 0.8;

    /**
     * A concept.
     *
     * @param level how abstract it is, in lower case
     * @param ceiling the best probe; null if there is none
     * @param best the best feature of all sources; null if there is none
     * @param missed whether a probe reads it and no feature does
     * @param cells the best feature of each source, in the order of the report's sources; null where there is none
     */
    public record Row(
            String id,
            String name,
            String level,
            long positives,
            @Nullable Score ceiling,
            @Nullable Score best,
            boolean missed,
            List<Cell> cells) {}

    /** The best feature of one source, or none. */
    public record Cell(String source, @Nullable Score score) {}

    static TruthPage of(TruthReport report) {
        List<Row> rows =
                report.concepts().stream().map(concept -> row(concept, report)).toList();
        return new TruthPage(
                report,
                rows,
                rows.stream().filter(row -> passes(row.ceiling())).count(),
                rows.stream()
                        .filter(row -> passes(row.ceiling()) && passes(row.best()))
                        .count());
    }

    private static Row row(ConceptTruth concept, TruthReport report) {
        Score ceiling = best(concept.probes());
        Score feature = best(concept.features());
        return new Row(
                concept.concept().id(),
                concept.concept().name(),
                concept.concept().level().name().toLowerCase(java.util.Locale.ROOT),
                concept.positives(),
                ceiling,
                feature,
                passes(ceiling) && !passes(feature),
                report.sources().stream()
                        .map(source -> new Cell(source, in(concept, source).orElse(null)))
                        .toList());
    }

    private static Optional<Score> in(ConceptTruth concept, String source) {
        return concept.features().stream()
                .filter(score -> score.at().equals(source))
                .findFirst();
    }

    private static @Nullable Score best(List<Score> scores) {
        return scores.stream().max(Comparator.comparingDouble(Score::f1)).orElse(null);
    }

    private static boolean passes(@Nullable Score score) {
        return score != null && score.f1() >= PASS;
    }

    /** Share of the readable concepts for which there is a feature, 0..1; NaN if there are none. */
    public double share() {
        return readable == 0 ? Double.NaN : found / (double) readable;
    }
}
