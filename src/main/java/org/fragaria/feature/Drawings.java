package org.fragaria.feature;

import io.quarkus.qute.TemplateExtension;

import org.fragaria.measure.MeasuredFeature.Histogram;

/** Drawings that templates ask numbers for: {@code {page.activations.chart}}, {@code {row.histogram.spark}}. */
@TemplateExtension
public final class Drawings {

    private static final int SPARK_BARS = 20;
    private static final double SPARK_HEIGHT = 20;

    private Drawings() {}

    static ActivationChart chart(Histogram activations) {
        return ActivationChart.of(activations);
    }

    static LogitChart logitChart(Histogram logits) {
        return LogitChart.of(logits);
    }

    /** A histogram as a path of at most twenty bars in an 80 × 20 box; heights are square roots of counts. */
    @TemplateExtension(namespace = "drawing")
    public static String spark(long[] counts) {
        int bars = Math.min(SPARK_BARS, counts.length);
        long[] sums = new long[bars];
        long most = 1;
        for (int i = 0; i < counts.length; i++) {
            int bar = i * bars / counts.length;
            sums[bar] += counts[i];
            most = Math.max(most, sums[bar]);
        }
        StringBuilder path = new StringBuilder(bars * 20);
        for (int bar = 0; bar < bars; bar++) {
            if (sums[bar] > 0) {
                double height = Math.max(0.8, (SPARK_HEIGHT - 1) * Math.sqrt((double) sums[bar] / most));
                ActivationChart.line(ActivationChart.move(path, bar * 4, SPARK_HEIGHT), 'v', -height);
                ActivationChart.line(path.append("h3"), 'v', height).append('z');
            }
        }
        return path.toString();
    }

    /** A token's text with its line breaks and tabs made visible. */
    @TemplateExtension(namespace = "tok")
    static String shown(String text) {
        return text.replace('\n', '↵').replace('\r', '␍').replace('\t', '⇥');
    }

    /** The length of a bar that shows a fraction 0..1 in {@code width} pixels. */
    @TemplateExtension(namespace = "drawing")
    public static double of(int width, double fraction) {
        return Double.isNaN(fraction) ? 0 : ActivationChart.round(Math.clamp(fraction, 0, 1) * width);
    }

    /** The length of a bar, see {@link #of(int, double)}. */
    @TemplateExtension(namespace = "drawing")
    public static double of(int width, float fraction) {
        return of(width, (double) fraction);
    }
}
