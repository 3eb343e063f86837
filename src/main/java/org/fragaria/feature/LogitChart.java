package org.fragaria.feature;

import java.util.List;

import org.fragaria.feature.ActivationChart.Tick;
import org.fragaria.measure.MeasuredFeature.Histogram;
import org.fragaria.web.Format;

/**
 * The histogram of direct effects on logits as a drawing: left of zero lowers, right of it raises. A pure function of
 * the histogram; coordinates are in pixels of a 384 × 138 box.
 *
 * @param title what it shows, in a sentence
 * @param lowers path of the bars below zero
 * @param raises path of the bars from zero on
 * @param zero where zero is
 * @param ticks labels along the axis
 */
public record LogitChart(String title, String lowers, String raises, double zero, List<Tick> ticks) {

    private static final double LEFT = 8;
    private static final double RIGHT = 376;
    private static final double TOP = 20;
    private static final double FLOOR = 112;
    /** The largest fraction of the half axis at which a round label still stands inside. */
    private static final double OUTERMOST = 0.9;

    static LogitChart of(Histogram histogram) {
        double reach = Math.max(Math.abs(histogram.from()), Math.abs(histogram.to()));
        long[] counts = histogram.counts();
        long most = 1;
        long all = 0;
        for (long count : counts) {
            most = Math.max(most, count);
            all += count;
        }
        StringBuilder lowers = new StringBuilder();
        StringBuilder raises = new StringBuilder();
        double width = (histogram.to() - histogram.from()) / (double) counts.length;
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0) {
                double from = histogram.from() + i * width;
                double height = (FLOOR - TOP) * Math.sqrt((double) counts[i] / most);
                bar(from + width / 2 < 0 ? lowers : raises, x(from, reach), x(from + width, reach), height);
            }
        }
        return new LogitChart(
                "Histogram of the feature's direct effect on the logits of all " + Format.count(all) + " tokens, from "
                        + Format.signed(histogram.from()) + " to " + Format.signed(histogram.to()) + ".",
                lowers.toString(),
                raises.toString(),
                ActivationChart.round(x(0, reach)),
                ticks(reach));
    }

    private static void bar(StringBuilder path, double left, double right, double height) {
        double width = Math.max(0.5, right - left - 0.8);
        ActivationChart.move(path, left, FLOOR - height);
        ActivationChart.line(ActivationChart.line(path, 'h', width), 'V', FLOOR);
        ActivationChart.line(path, 'h', -width).append('z');
    }

    private static List<Tick> ticks(double reach) {
        double step = roundStep(reach * OUTERMOST);
        return List.of(
                tick(-step, reach), tick(-step / 2, reach), tick(0, reach), tick(step / 2, reach), tick(step, reach));
    }

    private static Tick tick(double value, double reach) {
        return new Tick(ActivationChart.round(x(value, reach)), value == 0 ? "0" : Format.signed(value), "mid");
    }

    /** The largest of 1, 1.5, 2, 3, 4, 6, 8 × a power of ten that does not pass a length. */
    private static double roundStep(double length) {
        if (!(length > 0)) {
            return 1;
        }
        double power = Math.pow(10, Math.floor(Math.log10(length)));
        double best = power;
        for (double factor : new double[] {1.5, 2, 3, 4, 6, 8}) {
            if (factor * power <= length) {
                best = factor * power;
            }
        }
        return best;
    }

    private static double x(double value, double reach) {
        double half = (RIGHT - LEFT) / 2;
        return LEFT + half + (reach == 0 ? 0 : value / reach * half);
    }
}
