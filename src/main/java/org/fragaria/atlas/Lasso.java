package org.fragaria.atlas;

import java.util.BitSet;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.fragaria.map.FeatureMap;
import org.fragaria.problem.InvalidException;

/**
 * A closed line around features on a map.
 *
 * @param corners {@code x0,y0,x1,y1...} in the map's unit, 0..1
 */
public record Lasso(double[] corners) {

    /** Around nothing, as when nobody asked. */
    public static final Lasso NONE = new Lasso(new double[0]);

    private static final Pattern TEXT = Pattern.compile("-?\\d(\\.\\d{1,6})?(,-?\\d(\\.\\d{1,6})?)*");
    private static final int MOST = 200;
    private static final int LEAST = 3;

    /**
     * Reads the parameter {@code lasso}.
     *
     * @throws InvalidException if it is no list of 3 to {@value #MOST} corners
     */
    public static Lasso read(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return NONE;
        }
        String[] numbers = TEXT.matcher(text).matches() ? text.split(",", -1) : new String[0];
        if (numbers.length % 2 != 0 || numbers.length < 2 * LEAST || numbers.length > 2 * MOST) {
            throw new InvalidException(
                    "Parameter lasso: expected the corners of a line around features, as x,y,x,y… with " + LEAST
                            + " to " + MOST + " corners and at most six decimals each. Draw it on the map.");
        }
        return new Lasso(java.util.Arrays.stream(numbers)
                .mapToDouble(Double::parseDouble)
                .toArray());
    }

    /** Whether there is one. */
    public boolean drawn() {
        return corners.length > 0;
    }

    /** The features inside it. */
    public BitSet inside(FeatureMap map) {
        BitSet features = new BitSet();
        for (int place = 0; place < map.size(); place++) {
            if (holds(map.x(place), map.y(place))) {
                features.set(map.feature(place));
            }
        }
        return features;
    }

    /** Whether a point lies inside: a ray to the right crosses the line an odd number of times. */
    boolean holds(double x, double y) {
        boolean inside = false;
        int last = corners.length / 2 - 1;
        for (int i = 0; i <= last; i++) {
            int before = i == 0 ? last : i - 1;
            double y0 = corners[2 * before + 1];
            double y1 = corners[2 * i + 1];
            if (y0 > y != y1 > y) {
                double cut = corners[2 * before] + (corners[2 * i] - corners[2 * before]) * (y - y0) / (y1 - y0);
                inside ^= x < cut;
            }
        }
        return inside;
    }
}
