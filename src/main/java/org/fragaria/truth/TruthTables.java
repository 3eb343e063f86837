package org.fragaria.truth;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import org.fragaria.truth.TruthReport.ConceptTruth;
import org.fragaria.truth.TruthReport.ModelTruth;
import org.fragaria.truth.TruthReport.Rate;
import org.fragaria.truth.TruthReport.Score;

/** A truth report as text for a terminal. */
public final class TruthTables {

    /** From which F1 on something is told. */
    public static final double PASS = 0.8;

    private final TruthReport report;
    private final StringBuilder out = new StringBuilder();

    private TruthTables(TruthReport report) {
        this.report = report;
    }

    /** The tables. */
    public static String of(TruthReport report) {
        TruthTables tables = new TruthTables(report);
        tables.organism();
        tables.concepts();
        tables.summary();
        tables.causal();
        tables.slots();
        tables.ladder();
        tables.picks();
        return tables.out.toString();
    }

    private void organism() {
        ModelTruth model = report.organism();
        if (model == null) {
            return;
        }
        line(
                "Model: held-out loss %.3f nats/token; the language's entropy is at most %.3f",
                model.loss(), model.entropy());
        line("  sentences that the grammar accepts %s", percent(model.accepted()));
        line("  sums right %s, brackets closed %s", percent(model.sums()), percent(model.brackets()));
        model.speakers().forEach((name, rate) -> line("  %s speaks as ever: %s", name, percent(rate)));
        line("");
    }

    private static String percent(Rate rate) {
        return String.format(Locale.ROOT, "%.1f %% of %,d", 100 * rate.rate(), rate.trials());
    }

    private void line(String format, Object... values) {
        out.append(String.format(Locale.ROOT, format, values)).append(System.lineSeparator());
    }

    private static Optional<Score> best(List<Score> scores) {
        return scores.stream().max(Comparator.comparingDouble(Score::f1));
    }

    private static String feature(Score score) {
        return score.index() < 0 ? score.at() : score.at() + "/" + score.index();
    }

    private void concepts() {
        line(
                "%-18s %-7s %7s   %-26s   %s",
                "concept", "level", "tokens", "best probe F1", "best feature: precision recall F1");
        for (ConceptTruth truth : report.concepts()) {
            String probe = best(truth.probes())
                    .map(s -> String.format(Locale.ROOT, "%.2f %s", s.f1(), s.at()))
                    .orElse("none");
            String feature = best(truth.features())
                    .map(s -> String.format(
                            Locale.ROOT, "%.2f %.2f %.2f %s", s.precision(), s.recall(), s.f1(), feature(s)))
                    .orElse("none");
            line(
                    "%-18s %-7s %7d   %-26s   %s",
                    truth.concept().id(), truth.concept().level(), truth.positives(), probe, feature);
        }
        line("");
    }

    private static double f1(List<Score> scores) {
        return best(scores).map(Score::f1).orElse(0.0);
    }

    private void summary() {
        List<ConceptTruth> readable = report.concepts().stream()
                .filter(truth -> f1(truth.probes()) >= PASS)
                .toList();
        List<ConceptTruth> misses =
                readable.stream().filter(truth -> f1(truth.features()) < PASS).toList();
        int passed = readable.size() - misses.size();
        line(
                "Of the %d concepts that a probe reads at F1 >= %.1f, %d (%.0f %%) have one feature at F1 >= %.1f"
                        + " (%d concepts in all; features and thresholds chosen on %d tokens, scored on %d others).",
                readable.size(),
                PASS,
                passed,
                readable.isEmpty() ? 0 : 100.0 * passed / readable.size(),
                PASS,
                report.concepts().size(),
                report.selectTokens(),
                report.testTokens());
        misses.forEach(truth -> line(
                "  missed: %-18s probe %.2f, nearest feature %s",
                truth.concept().id(),
                f1(truth.probes()),
                best(truth.features())
                        .map(s -> String.format(Locale.ROOT, "%.2f %s", s.f1(), feature(s)))
                        .orElse("none")));
        line("");
    }

    private static String rate(Rate rate) {
        return String.format(
                Locale.ROOT,
                "%5.3f [%5.3f, %5.3f] %d/%d",
                rate.rate(),
                rate.low(),
                rate.high(),
                rate.hits(),
                rate.trials());
    }

    private void causal() {
        report.causal().forEach(causal -> {
            line("%s: %s", causal.concept(), causal.counted());
            causal.arms()
                    .forEach(arm -> line(
                            "  %-8s %-34s parse %4.2f  %s",
                            arm.name(), rate(arm.rate()), arm.parse(), changes(arm.changes())));
        });
        line("");
    }

    private static String changes(List<TruthReport.Change> changes) {
        return String.join(
                ", ",
                changes.stream()
                        .map(c -> String.format(
                                Locale.ROOT,
                                "%s %s %.3g at %s",
                                c.method(),
                                c.index() < 0 ? "vector " + c.source() : c.source() + "/" + c.index(),
                                c.strength(),
                                c.positions()))
                        .toList());
    }

    private void slots() {
        report.slots()
                .forEach(slot -> line(
                        "%s %-8s at %d slots %.3f [%.3f, %.3f], elsewhere %.4f  %s",
                        slot.concept(),
                        slot.name(),
                        slot.slots(),
                        slot.slot(),
                        slot.low(),
                        slot.high(),
                        slot.elsewhere(),
                        changes(slot.changes())));
        line("");
    }

    private void ladder() {
        report.ladder()
                .forEach(rung -> line(
                        "%-18s liars true %-30s false %-30s truthful true %-30s %s%n    %s",
                        rung.id(),
                        rate(rung.liarsTrue()),
                        rate(rung.liarsFalse()),
                        rate(rung.truthfulTrue()),
                        rung.title(),
                        changes(rung.changes())));
        List<String> works = report.ladder().stream()
                .filter(r -> !r.control()
                        && r.liarsTrue().rate() >= 0.95
                        && r.truthfulTrue().rate() >= 0.95)
                .map(TruthReport.Rung::id)
                .toList();
        if (!report.ladder().isEmpty()) {
            line(
                    "Rungs on which liars and truth-tellers both say the truth in 95 %% or more: %s",
                    works.isEmpty() ? "none" : String.join(", ", works));
        }
        line("");
    }

    private void picks() {
        report.picks()
                .forEach(pick -> line(
                        "pick %-10s detector %s (F1 %.2f), turns %s, prompt: %s",
                        pick.id(),
                        feature(pick.detector()),
                        pick.detector().f1(),
                        changes(pick.changes()),
                        pick.prompt()));
    }
}
