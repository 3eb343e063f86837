package org.fragaria.fit;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

import org.fragaria.fit.FitReport.Row;
import org.fragaria.fit.FitReport.Verdict;

/**
 * From figures to a verdict. Its margins, and why they lie where they do, are those of docs/fit.md; they are rules of thumb of
 * ours.
 *
 * @param features number of features of the dictionary
 * @param declaredL0 what L0 should be, if its makers say so
 */
record Judge(int features, OptionalDouble declaredL0) {

    /** From here on a dictionary explains nothing: the mean alone does better. */
    static final double USELESS = 1;

    /** Published dictionaries stay below: above, something is wrong or the dictionary is poor. */
    static final double POOR = 0.5;

    /** Up to here no alternative makes a mismatch: published dictionaries leave as much. */
    static final double USUAL = 0.3;

    /** Up to here the declared reading explains so much that it cannot be a wrong one by accident. */
    static final double GOOD = 0.1;

    /** Another reading is much better if its FVU is less than this share of the declared one's. */
    static final double MUCH_BETTER = 0.5;

    /** Another reading is better beyond what text and neighbouring layers make of it. */
    static final double BETTER = 0.7;

    /** L0 varies with text by less than this factor. */
    static final double L0_FACTOR = 3;

    /** A code of which a larger share is on at once is none: it would rebuild anything. */
    static final double DENSE = 0.5;

    FitReport report(Row declared, List<Row> alternatives, long positions) {
        List<Row> sorted = alternatives.stream()
                .sorted(Comparator.comparingDouble(Row::fvu))
                .toList();
        Optional<Row> better =
                sorted.stream().filter(row -> isBetter(row, declared)).findFirst();
        Verdict verdict = verdict(declared, better);
        return new FitReport(
                verdict,
                finding(verdict, declared, better),
                declared,
                sorted,
                declaredL0.isPresent() ? declaredL0.getAsDouble() : null,
                positions);
    }

    private boolean isBetter(Row row, Row declared) {
        boolean sparse = row.l0() <= Math.max(DENSE * features, declared.l0());
        boolean unknown = Double.isNaN(declared.fvu());
        return sparse && (unknown ? row.fvu() < POOR : row.fvu() < BETTER * declared.fvu());
    }

    private Verdict verdict(Row declared, Optional<Row> better) {
        double fvu = declared.fvu();
        if (!(fvu < USELESS)
                || (fvu > USUAL
                        && better.filter(row -> row.fvu() < MUCH_BETTER * fvu).isPresent())) {
            return Verdict.MISMATCH;
        }
        boolean odd = fvu >= POOR || (fvu > GOOD && better.isPresent()) || l0IsOff(declared);
        return odd ? Verdict.SUSPECT : Verdict.OK;
    }

    private boolean l0IsOff(Row declared) {
        double expected = declaredL0.orElse(declared.l0());
        return declared.l0() > L0_FACTOR * expected || declared.l0() * L0_FACTOR < expected;
    }

    private String finding(Verdict verdict, Row declared, Optional<Row> better) {
        String said = figures(declared);
        if (verdict == Verdict.OK) {
            return said + "; no other reading is clearly better.";
        }
        if (better.isPresent()) {
            Row row = better.get();
            return said + "; " + row.reading() + " gives " + number(row.fvu()) + ", " + number(row.l0()) + ": "
                    + row.note() + ".";
        }
        if (declared.fvu() < POOR) {
            return said + ", but its makers say L0 " + number(declaredL0.orElse(Double.NaN))
                    + ": compare model, text and settings with those of training.";
        }
        return said + ", and no other reading is clearly better: check that it was trained on this very model.";
    }

    private static String figures(Row row) {
        return row.reading() + ": FVU " + number(row.fvu()) + ", L0 " + number(row.l0());
    }

    /** As many digits as can be told apart at a glance. */
    private static String number(double value) {
        return String.format(Locale.ROOT, value >= 10 ? "%.0f" : "%.2f", value);
    }
}
