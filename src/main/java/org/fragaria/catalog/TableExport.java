package org.fragaria.catalog;

import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.fragaria.feature.FeatureStore.Row;
import org.fragaria.feature.Label;
import org.fragaria.feature.Labels;
import org.fragaria.feature.OpenSource;

/**
 * The whole table of features as data: all pages of it, one row each.
 *
 * @param model the model's id
 * @param source the source's id
 * @param total features that pass the filters
 * @param rows the first of them, at most {@value #MOST}
 */
public record TableExport(String model, String source, long total, List<Line> rows) {

    /** Longest export, in rows. */
    static final int MOST = 100_000;

    private static final String HEAD =
            "index,label,label_method,tokens,max,density,lookup1,lookup2,lookup3,persistence,output_score";

    /**
     * A feature as data.
     *
     * @param tokens its strongest tokens, strongest first
     * @param lookup shares of variance that the last one, two and three tokens explain; NaN if unknown
     * @param persistence mean length of its runs in tokens; NaN if it never fired
     * @param output output score; NaN if not measured
     */
    public record Line(
            int index,
            @Nullable String label,
            @Nullable String method,
            List<String> tokens,
            float max,
            double density,
            List<Double> lookup,
            double persistence,
            double output) {

        static Line of(Row row, OpenSource open, Labels labels) {
            Label label = labels.best(open, row).orElse(null);
            var lookup = row.firing().lookup();
            return new Line(
                    row.index(),
                    label == null ? null : label.text(),
                    label == null ? null : label.method(),
                    row.tokens().stream()
                            .map(score -> open.tokens().text(score.token()))
                            .toList(),
                    row.max(),
                    row.density(),
                    List.of(lookup.one(), lookup.two(), lookup.three()),
                    row.firing().persistence().tokens(),
                    row.firing().output().score());
        }

        private String csv() {
            return String.join(
                    ",",
                    Integer.toString(index),
                    text(label),
                    text(method),
                    text(String.join(" | ", tokens)),
                    Float.toString(max),
                    number(density),
                    lookup.stream().map(Line::number).collect(Collectors.joining(",")),
                    number(persistence),
                    number(output));
        }

        private static String number(double value) {
            return Double.isNaN(value) ? "" : Double.toString(value);
        }

        /** Quoted, in one line; an apostrophe before what a spreadsheet would take for a formula. */
        private static String text(@Nullable String text) {
            if (text == null) {
                return "";
            }
            boolean formula = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0;
            String line = text.replace('\n', '↵').replace('\r', '␍').replace("\"", "\"\"");
            return "\"" + (formula ? "'" : "") + line + "\"";
        }
    }

    static TableExport of(SourceTable table, Labels labels) {
        OpenSource open = table.open();
        return new TableExport(
                open.manifest().model(),
                open.manifest().source(),
                table.page().total(),
                table.first(MOST).stream()
                        .map(row -> Line.of(row, open, labels))
                        .toList());
    }

    /** As comma-separated values (RFC 4180), with a heading. */
    String csv() {
        return rows.stream().map(Line::csv).collect(Collectors.joining("\r\n", HEAD + "\r\n", "\r\n"));
    }
}
