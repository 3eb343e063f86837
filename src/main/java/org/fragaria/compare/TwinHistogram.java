package org.fragaria.compare;

import org.fragaria.compare.FeatureSide.Figures;
import org.fragaria.web.Format;

/**
 * The activation histograms of two features over one axis and on one scale: how often each is how strong. Heights are square
 * roots of tokens per million and unit of activation, since the bins of the two differ in width. A pure function;
 * coordinates are in a box of {@value #WIDTH} × {@value #HEIGHT} pixels.
 *
 * @param a path of the first
 * @param b path of the second
 * @param middle label of the middle of the axis
 * @param end label of its end
 */
public record TwinHistogram(String a, String b, String middle, String end) {

    static final TwinHistogram EMPTY = new TwinHistogram("", "", "", "");

    private static final int WIDTH = 820;
    private static final int HEIGHT = 120;

    static TwinHistogram of(Figures a, Figures b) {
        if (a.activations().counts().length == 0 || b.activations().counts().length == 0) {
            return EMPTY;
        }
        double reach = Math.max(a.activations().to(), b.activations().to());
        double tallest = Math.max(tallest(a), tallest(b));
        return new TwinHistogram(
                path(a, reach, tallest), path(b, reach, tallest), Format.value(reach / 2), Format.value(reach));
    }

    /** Whether there is something to draw. */
    public boolean drawn() {
        return !a.isEmpty();
    }

    private static double height(Figures figures, int bin) {
        var histogram = figures.activations();
        double width = (histogram.to() - histogram.from()) / (double) histogram.counts().length;
        return width <= 0 || figures.corpus() == 0
                ? 0
                : Math.sqrt(1e6 * histogram.counts()[bin] / figures.corpus() / width);
    }

    private static double tallest(Figures figures) {
        double tallest = 1e-12;
        for (int bin = 0; bin < figures.activations().counts().length; bin++) {
            tallest = Math.max(tallest, height(figures, bin));
        }
        return tallest;
    }

    /** The outline, as steps. */
    private static String path(Figures figures, double reach, double tallest) {
        var histogram = figures.activations();
        int bins = histogram.counts().length;
        StringBuilder path = new StringBuilder("M0 ").append(HEIGHT);
        for (int bin = 0; bin < bins; bin++) {
            double end = histogram.from() + (histogram.to() - histogram.from()) * (bin + 1.0) / bins;
            path.append('V').append(tenths(HEIGHT - (HEIGHT - 4) * height(figures, bin) / tallest));
            path.append('H').append(tenths(WIDTH * end / reach));
        }
        return path.append('V').append(HEIGHT).append('z').toString();
    }

    private static double tenths(double x) {
        return Math.round(x * 10) / 10.0;
    }
}
