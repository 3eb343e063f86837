package org.fragaria.atlas;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import org.fragaria.feature.FeatureStore;
import org.fragaria.feature.FeatureStore.Sort;
import org.fragaria.map.FeatureMap;
import org.fragaria.web.Format;

/** What the points of a map are coloured by: a column of the table, in five shades. */
public enum Colour {
    /** By the last three tokens; the shades are even fifths. */
    LOOKUP(Sort.LOOKUP3, "lookup table", "a lookup table explains it", "it needs more than three tokens") {
        @Override
        double[] bounds(double[] rising) {
            return new double[] {0.2, 0.4, 0.6, 0.8};
        }
    },
    DENSITY(Sort.DENSITY, "density", "seldom", "often"),
    MAX(Sort.MAX, "maximum", "weak at its strongest", "strong"),
    PERSISTENCE(Sort.PERSISTENCE, "stays on", "momentary", "a state"),
    OUTPUT(Sort.OUTPUT, "output score", "writes nothing of its own", "writes what it promises");

    /** Number of shades. */
    public static final int SHADES = 5;

    private final Sort column;
    private final String label;
    private final String pale;
    private final String dark;

    Colour(Sort column, String label, String pale, String dark) {
        this.column = column;
        this.label = label;
        this.pale = pale;
        this.dark = dark;
    }

    /** The column. */
    public Sort column() {
        return column;
    }

    /** How a person reads it. */
    public String label() {
        return label;
    }

    /** How the address writes it. */
    public String word() {
        return org.fragaria.web.Parameters.word(this);
    }

    /** What the palest shade means. */
    public String pale() {
        return pale;
    }

    /** What the darkest shade means. */
    public String dark() {
        return dark;
    }

    /** Whether low values are the dark ones. */
    public boolean darkIsLow() {
        return this == LOOKUP;
    }

    /** Where one shade ends and the next begins: as many features in each, unless a column says otherwise. */
    double[] bounds(double[] rising) {
        return IntStream.range(1, SHADES)
                .mapToDouble(shade -> rising.length == 0 ? 0 : rising[rising.length * shade / SHADES])
                .toArray();
    }

    /**
     * A column over the places of a map.
     *
     * @param values by place, NaN where there is none
     * @param bounds where the value passes from one fifth to the next, rising
     */
    record Column(Colour colour, double[] values, double[] bounds) {

        /** The shade of a place: 0 palest, 4 darkest, -1 if it has no value. */
        int shade(int place) {
            double value = values[place];
            if (Double.isNaN(value)) {
                return -1;
            }
            int fifth = 0;
            while (fifth < bounds.length && value >= bounds[fifth]) {
                fifth++;
            }
            return colour.darkIsLow() ? SHADES - 1 - fifth : fifth;
        }

        /** What each shade stands for, palest first. */
        List<String> ranges() {
            return IntStream.range(0, SHADES)
                    .map(shade -> colour.darkIsLow() ? SHADES - 1 - shade : shade)
                    .mapToObj(this::range)
                    .toList();
        }

        private String range(int fifth) {
            if (fifth == 0) {
                return "below " + written(bounds[0]);
            }
            return fifth == bounds.length
                    ? written(bounds[fifth - 1]) + " and more"
                    : written(bounds[fifth - 1]) + " to " + written(bounds[fifth]);
        }

        private String written(double bound) {
            return switch (colour) {
                case LOOKUP -> Format.share(bound);
                case DENSITY -> Format.percent(bound);
                case MAX, OUTPUT -> Format.value(bound);
                case PERSISTENCE -> Format.fixed(bound, 1) + " tokens";
            };
        }
    }

    /** This column over a map. */
    Column over(FeatureMap map, FeatureStore features) {
        double[] values = IntStream.range(0, map.size())
                .mapToDouble(place -> features.value(column, map.feature(place)))
                .toArray();
        double[] rising = Arrays.stream(values)
                .filter(value -> !Double.isNaN(value))
                .sorted()
                .toArray();
        return new Column(this, values, bounds(rising));
    }
}
