package org.fragaria.feature;

import java.util.ArrayList;
import java.util.List;

import org.fragaria.measure.MeasuredFeature.Histogram;
import org.fragaria.web.Format;

/**
 * The histogram of activations as a drawing, in the strip's ten shades, so that it is their legend. A pure function of
 * the histogram; coordinates are in pixels of a 384 × 180 box. Heights are square roots of counts.
 *
 * @param title what it shows, in a sentence
 * @param bars one path for each shade
 * @param caps one path for the tops of all bars
 * @param ticks labels along the axis
 * @param lines labelled counts
 */
public record ActivationChart(String title, List<Bars> bars, String caps, List<Tick> ticks, List<Tick> lines) {

    private static final double LEFT = 30;
    private static final double RIGHT = 384;
    private static final double TOP = 14;
    private static final double FLOOR = 150;
    private static final int SHADES = 10;
    private static final int TICKS = 5;

    /** The bars of one shade. */
    public record Bars(int level, String path) {}

    /**
     * A labelled place on an axis.
     *
     * @param at its coordinate
     * @param label its text
     * @param anchor {@code mid} or {@code end}
     */
    public record Tick(double at, String label, String anchor) {}

    /** Draws a histogram that is not empty. */
    static ActivationChart of(Histogram histogram) {
        long[] counts = histogram.counts();
        double tallest = Math.sqrt(Math.max(1, largest(counts)));
        double step = (RIGHT - LEFT) / counts.length;
        StringBuilder caps = new StringBuilder();
        StringBuilder[] shades = new StringBuilder[SHADES];
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] == 0) {
                continue;
            }
            double x = LEFT + i * step + 0.5;
            double y = FLOOR - (FLOOR - TOP) * Math.sqrt(counts[i]) / tallest;
            double width = Math.max(1, step - 1);
            int shade = SHADES * i / counts.length;
            StringBuilder path = shades[shade] == null ? shades[shade] = new StringBuilder() : shades[shade];
            line(line(move(path, x, y), 'h', width), 'V', FLOOR);
            line(path, 'h', -width).append('z');
            line(move(caps, x, y), 'h', width);
        }
        return new ActivationChart(sentence(histogram), bars(shades), caps.toString(), ticks(histogram), lines(counts));
    }

    /** Begins a line at a place. */
    static StringBuilder move(StringBuilder path, double x, double y) {
        return coordinate(coordinate(path.append('M'), x).append(' '), y);
    }

    /** Goes on along a line: {@code h}, {@code v}, {@code V} and so on. */
    static StringBuilder line(StringBuilder path, char command, double length) {
        return coordinate(path.append(command), length);
    }

    /** A coordinate with at most one decimal, written without the detour over the shortest form of a double. */
    private static StringBuilder coordinate(StringBuilder path, double x) {
        long tenths = Math.round(x * 10);
        if (tenths < 0) {
            path.append('-');
        }
        path.append(Math.abs(tenths) / 10);
        long decimal = Math.abs(tenths) % 10;
        return decimal == 0 ? path : path.append('.').append(decimal);
    }

    private static List<Bars> bars(StringBuilder[] shades) {
        List<Bars> bars = new ArrayList<>();
        for (int shade = 0; shade < shades.length; shade++) {
            if (shades[shade] != null) {
                bars.add(new Bars(shade + 1, shades[shade].toString()));
            }
        }
        return bars;
    }

    private static List<Tick> ticks(Histogram histogram) {
        List<Tick> ticks = new ArrayList<>();
        for (int i = 0; i <= TICKS; i++) {
            double value = histogram.from() + (histogram.to() - histogram.from()) * (double) i / TICKS;
            ticks.add(new Tick(
                    round(LEFT + (RIGHT - LEFT) * i / TICKS), Format.value(value), i == TICKS ? "end" : "mid"));
        }
        return ticks;
    }

    /** Two round counts: the power of ten below the tallest bar, and a quarter or four times of it. */
    private static List<Tick> lines(long[] counts) {
        long most = largest(counts);
        long power = 1;
        while (power * 10 <= most) {
            power *= 10;
        }
        List<Tick> lines = new ArrayList<>();
        for (long count : new long[] {power, power * 4 <= most ? power * 4 : power / 4}) {
            if (count > 0) {
                double y = FLOOR - (FLOOR - TOP) * Math.sqrt((double) count / most);
                lines.add(new Tick(round(y), Format.compact(count), "end"));
            }
        }
        return lines;
    }

    private static String sentence(Histogram histogram) {
        long[] counts = histogram.counts();
        long all = 0;
        for (long count : counts) {
            all += count;
        }
        long below = 0;
        int half = 0;
        while (half < counts.length && below + counts[half] < (all + 1) / 2) {
            below += counts[half++];
        }
        double median = histogram.from() + (histogram.to() - histogram.from()) * (half + 1.0) / counts.length;
        return "Histogram of activations above zero: " + Format.count(all) + " active tokens, half of them below "
                + Format.value(median) + ", the strongest at " + Format.value(histogram.to()) + ".";
    }

    private static long largest(long[] counts) {
        long largest = 0;
        for (long count : counts) {
            largest = Math.max(largest, count);
        }
        return largest;
    }

    static double round(double x) {
        return Math.round(x * 10) / 10.0;
    }
}
