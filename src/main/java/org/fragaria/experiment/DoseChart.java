package org.fragaria.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

import org.jspecify.annotations.Nullable;

import org.fragaria.web.Format;

/**
 * A dose-response as a drawing: effect above, cost below, over one axis of strengths. A pure function of the result and a
 * width; coordinates are in pixels of a box of that width, 384 high.
 *
 * @param width of the box
 * @param title what it shows, in a sentence
 * @param effectTitle what heads the upper panel
 * @param lines grid lines of both panels, with their labels
 * @param ticks labels of the axis
 * @param axis what the axis counts
 * @param effect median or rate of the outcome
 * @param cost median cost
 * @param usable the usable range; null if there is none
 * @param collapse what has collapsed; null if nothing has
 * @param zero where strength 0 is; null if it is not on the axis
 * @param now where the run's own strength is; null if it is not on the axis
 * @param told where the instruction's rate and cost are; null without one
 */
public record DoseChart(
        int width,
        String title,
        String effectTitle,
        List<Label> lines,
        List<Label> ticks,
        String axis,
        Curve effect,
        Curve cost,
        @Nullable Region usable,
        @Nullable Region collapse,
        @Nullable Double zero,
        @Nullable Double now,
        @Nullable Told told) {

    private static final double LEFT = 46;
    private static final double TOP = 34;
    private static final double MIDDLE = 174;
    private static final double COST_TOP = 222;
    private static final double FLOOR = 330;
    private static final double AXIS = 338;
    private static final int NARROW = 400;

    /** A labelled place. */
    public record Label(double at, String text) {}

    /**
     * A line with its band.
     *
     * @param band path of the band
     * @param line path of the line
     * @param marks where the measured strengths are
     */
    public record Curve(String band, String line, List<Mark> marks) {}

    /** A measured strength, and what it says when pointed at. */
    public record Mark(double x, double y, String said) {}

    /** A range of strengths. */
    public record Region(double x, double width, double middle, String text) {}

    /** Horizontal lines of the instruction. */
    public record Told(double effect, double cost) {}

    /** The scales of a chart. */
    private record Scales(Scale x, Scale effect, Scale cost) {}

    /** Draws a result. */
    static DoseChart of(DoseResult result, int width) {
        List<DosePoint> points = result.points();
        Scales scales = scales(result, width);
        Double own = result.request().dosed().strength();
        DosePoint told = result.prompted();
        return new DoseChart(
                width,
                title(result),
                "Effect: " + result.request().outcome().words(),
                lines(scales),
                scales.x().ticks(result.doses().equals("raw") ? "" : "×", width < NARROW ? 4 : 7),
                "strength" + unit(result),
                effect(result, points, scales),
                curve(
                        points,
                        scales,
                        scales.cost(),
                        p -> p.cost().low(),
                        p -> p.cost().high(),
                        p -> p.cost().median(),
                        p -> said(p, Format.value(p.cost().median()) + " nats")),
                usable(result, scales.x(), width),
                collapse(result, scales.x(), width),
                inside(0.0, scales.x()),
                inside(own, scales.x()),
                told == null
                        ? null
                        : new Told(
                                scales.effect().at(told.rate().rate()),
                                scales.cost().at(told.cost().median())));
    }

    /** The right end of the panels. */
    public int right() {
        return width - 14;
    }

    /** The middle of the box. */
    public int middle() {
        return width / 2;
    }

    private static Scales scales(DoseResult result, int width) {
        List<DosePoint> points = result.points();
        double from = points.getFirst().dose();
        double to = points.getLast().dose();
        boolean single = from == to;
        double most = points.stream()
                .mapToDouble(p -> Math.max(p.rate().rate(), p.effect().high()))
                .max()
                .orElse(1);
        double least = points.stream().mapToDouble(p -> p.cost().low()).min().orElse(0);
        double dearest = points.stream().mapToDouble(p -> p.cost().high()).max().orElse(1);
        DosePoint told = result.prompted();
        if (told != null) {
            most = Math.max(most, told.rate().rate());
            least = Math.min(least, told.cost().median());
            dearest = Math.max(dearest, told.cost().median());
        }
        return new Scales(
                new Scale(single ? from - 1 : from, single ? to + 1 : to, LEFT, width - 14.0),
                new Scale(0, top(most), MIDDLE, TOP),
                new Scale(Math.floor(least), Math.max(Math.floor(least) + 1, dearest), FLOOR, COST_TOP));
    }

    /** The top of the upper panel: a round share. */
    private static double top(double most) {
        for (double round : new double[] {0.01, 0.02, 0.05, 0.1, 0.2, 0.5}) {
            if (most <= round) {
                return round;
            }
        }
        return 1;
    }

    private static Curve effect(DoseResult result, List<DosePoint> points, Scales scales) {
        // a single text has a phrase or not: its band is the interval of the rate, and not a spread of noes and yeses
        boolean texts = result.request().outcome().ofTexts();
        return curve(
                points,
                scales,
                scales.effect(),
                p -> texts ? p.rate().low() : p.effect().low(),
                p -> texts
                        ? Math.min(scales.effect().to(), p.rate().high())
                        : p.effect().high(),
                p -> texts ? p.rate().rate() : p.effect().median(),
                p -> said(p, Format.percent(p.rate().rate())));
    }

    private static String said(DosePoint point, String value) {
        return "strength " + Format.value(point.dose()) + ": " + value;
    }

    private static Curve curve(
            List<DosePoint> points,
            Scales scales,
            Scale y,
            ToDoubleFunction<DosePoint> low,
            ToDoubleFunction<DosePoint> high,
            ToDoubleFunction<DosePoint> middle,
            java.util.function.Function<DosePoint, String> said) {
        StringBuilder line = new StringBuilder();
        StringBuilder band = new StringBuilder();
        List<Mark> marks = new ArrayList<>();
        for (DosePoint point : points) {
            double x = scales.x().at(point.dose());
            Mark mark = new Mark(x, y.at(middle.applyAsDouble(point)), said.apply(point));
            marks.add(mark);
            step(line, x, mark.y());
            step(band, x, y.at(high.applyAsDouble(point)));
        }
        for (DosePoint point : points.reversed()) {
            step(band, scales.x().at(point.dose()), y.at(low.applyAsDouble(point)));
        }
        return new Curve(band.append('z').toString(), line.toString(), marks);
    }

    private static void step(StringBuilder path, double x, double y) {
        path.append(path.isEmpty() ? 'M' : 'L').append(x).append(' ').append(y);
    }

    private static List<Label> lines(Scales scales) {
        List<Label> lines = new ArrayList<>();
        double most = scales.effect().to();
        lines.add(new Label(scales.effect().at(0), "0"));
        lines.add(new Label(scales.effect().at(most / 2), number(most * 50)));
        lines.add(new Label(scales.effect().at(most), number(most * 100) + " %"));
        double span = scales.cost().to() - scales.cost().from();
        double step = span > 12 ? 5 : span > 5 ? 2 : span > 2 ? 1 : 0.5;
        for (double value = scales.cost().from(); value <= scales.cost().to(); value += step) {
            lines.add(new Label(scales.cost().at(value), number(value)));
        }
        return lines;
    }

    private static String unit(DoseResult result) {
        return switch (result.doses()) {
            case "× max" -> ", × the feature’s maximum of " + Format.value(result.max());
            case "× norm" -> ", × the usual length of the stream there";
            default -> ", in units of the activation";
        };
    }

    private static @Nullable Region usable(DoseResult result, Scale x, int width) {
        Double from = result.verdict().usableFrom();
        Double to = result.verdict().usableTo();
        if (from == null || to == null) {
            return null;
        }
        String text =
                width < NARROW ? "usable" : "usable " + number(from) + (from.equals(to) ? "" : " – " + number(to));
        return region(x, from, to, text);
    }

    private static @Nullable Region collapse(DoseResult result, Scale x, int width) {
        Double from = result.verdict().collapse();
        if (from == null) {
            return null;
        }
        return region(
                x, from, from > 0 ? x.to() : x.from(), width < NARROW ? "collapse" : "collapsed from " + number(from));
    }

    private static Region region(Scale x, double from, double to, String text) {
        double left = x.at(Math.min(from, to));
        double right = x.at(Math.max(from, to));
        return new Region(left, round(right - left), round((left + right) / 2), text);
    }

    private static @Nullable Double inside(@Nullable Double value, Scale x) {
        return value == null || value < x.from() || value > x.to() ? null : (Double) x.at(value);
    }

    private static String title(DoseResult result) {
        DoseVerdict verdict = result.verdict();
        Double from = verdict.usableFrom();
        Double collapse = verdict.collapse();
        DosePoint base = result.base();
        StringBuilder said = new StringBuilder("Dose and response: ")
                .append(result.request().outcome().words())
                .append(", ")
                .append(Format.percent(base.rate().rate()))
                .append(" without the intervention, and the cost of the text, ")
                .append(Format.value(base.cost().median()))
                .append(" nats per token. ");
        said.append(
                from == null
                        ? "No strength is usable"
                        : "Usable from " + number(from) + " to "
                                + number(verdict.usableTo() == null ? from : verdict.usableTo()));
        said.append(collapse == null ? "; nothing collapses." : "; collapsed from " + number(collapse) + ".");
        return said.toString();
    }

    /** As short as it goes, with a real minus. */
    static String number(double value) {
        String text = String.format(Locale.ROOT, Math.abs(value) >= 100 ? "%.0f" : "%.2f", value);
        if (text.contains(".")) {
            text = text.replaceAll("0+$", "").replaceAll("\\.$", "");
        }
        return text.equals("-0") ? "0" : text.replace('-', '−');
    }

    static double round(double x) {
        return Math.round(x * 10) / 10.0;
    }
}
