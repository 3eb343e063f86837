package org.fragaria.experiment;

import java.util.ArrayList;
import java.util.List;

/**
 * Numbers to places of a drawing.
 *
 * @param from the least number
 * @param to the largest
 * @param start where the least one is, in pixels
 * @param end where the largest one is
 */
record Scale(double from, double to, double start, double end) {
    double at(double value) {
        return DoseChart.round(start + (end - start) * (to == from ? 0.5 : (value - from) / (to - from)));
    }

    /** Labels at round numbers. */
    List<DoseChart.Label> ticks(String times, int most) {
        double span = to - from;
        double power = Math.pow(10, Math.floor(Math.log10(span / most)));
        double step = power;
        for (double factor : new double[] {1, 2, 5, 10}) {
            step = factor * power;
            if (span / step <= most) {
                break;
            }
        }
        List<DoseChart.Label> ticks = new ArrayList<>();
        for (double value = Math.ceil(from / step - 1e-9) * step; value <= to + 1e-9; value += step) {
            boolean zero = Math.abs(value) < step / 2;
            ticks.add(new DoseChart.Label(at(zero ? 0 : value), zero ? "0" : DoseChart.number(value) + times));
        }
        return ticks;
    }
}
