package org.fragaria.measure;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

import org.fragaria.measure.MeasuredFeature.Firing;

/** Medians of a few figures, each over the features that have it. Memory: 48 bytes a feature. */
final class Medians {

    /** What there are medians of. */
    enum Of {
        DENSITY,
        LOOKUP,
        LOOKUP2,
        LOOKUP3,
        PERSISTENCE,
        OUTPUT;

        private double in(Firing firing) {
            return switch (this) {
                case DENSITY -> firing.density();
                case LOOKUP -> firing.lookup().one();
                case LOOKUP2 -> firing.lookup().two();
                case LOOKUP3 -> firing.lookup().three();
                case PERSISTENCE -> firing.persistence().tokens();
                case OUTPUT -> firing.output().score();
            };
        }
    }

    private final Map<Of, double[]> values = new EnumMap<>(Of.class);
    private int live;

    Medians(int features) {
        for (Of of : Of.values()) {
            values.put(of, new double[features]);
        }
    }

    /** Adds a feature; one that never fired has none of the figures. */
    void add(Firing firing) {
        if (firing.activeTokens() > 0) {
            values.forEach((of, all) -> all[live] = of.in(firing));
            live++;
        }
    }

    /** The median, or NaN if no feature has the figure. */
    double of(Of of) {
        double[] known = Arrays.stream(values.getOrDefault(of, new double[0]), 0, live)
                .filter(value -> !Double.isNaN(value))
                .sorted()
                .toArray();
        int size = known.length;
        return size == 0 ? Double.NaN : (known[(size - 1) / 2] + known[size / 2]) / 2;
    }
}
