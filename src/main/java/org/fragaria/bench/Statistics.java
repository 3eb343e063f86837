package org.fragaria.bench;

import java.util.Arrays;

/** The little statistics of benchmarks. */
final class Statistics {

    private Statistics() {}

    static double[] ratios(double[] slow, double[] quick) {
        double[] ratios = new double[slow.length];
        Arrays.setAll(ratios, i -> slow[i] / quick[i]);
        return ratios;
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    static double worst(float[] a, float[] b) {
        double worst = 0;
        for (int i = 0; i < a.length; i++) {
            worst = Math.max(worst, Math.abs(a[i] - b[i]));
        }
        return worst;
    }

    static double deviation(float[] values) {
        double sum = 0;
        double squares = 0;
        for (float v : values) {
            sum += v;
            squares += (double) v * v;
        }
        double mean = sum / values.length;
        return Math.sqrt(squares / values.length - mean * mean);
    }

    static double round(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
