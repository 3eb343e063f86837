package org.fragaria.atlas;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

import org.fragaria.atlas.Colour.Column;
import org.fragaria.feature.FeatureStore;
import org.fragaria.map.FeatureMap;

/**
 * The map of a source as a drawing: one path for each shade, whatever the number of points. A pure function of map and
 * column. Its JSON leaves the paths out: the points themselves are at {@code map.bin}.
 *
 * @param colour what the shades show
 * @param ranges what each shade stands for, palest first
 * @param shades paths of points, palest first
 * @param unknown path of the points that have no value
 * @param found path of the points that a search marks
 * @param rings named features
 * @param points features that have a place
 * @param drawn how many of them are drawn: a picture holds a few thousand
 * @param height height of the drawing, which is {@value #WIDTH} wide
 */
@JsonIgnoreProperties({"shades", "unknown", "found"})
public record MapDrawing(
        Colour colour,
        List<String> ranges,
        List<String> shades,
        String unknown,
        String found,
        List<Ring> rings,
        int points,
        int drawn,
        int height) {

    /** Width of the drawing. */
    public static final int WIDTH = 840;

    private static final int MARGIN = 14;
    private static final int LOWEST = 380;
    private static final int HIGHEST = 640;
    /** Longest name beside a ring, in characters. */
    private static final int NAME = 28;

    /** From here on a name stands to the left of its ring. */
    private static final int LEFTWARDS = 640;

    /**
     * A feature that is named on the map.
     *
     * @param end whether its name stands to the left of it
     */
    public record Ring(int index, String name, int x, int y, boolean end) {

        /** Where the name begins, or ends. */
        public int textX() {
            return end ? x - 10 : x + 10;
        }
    }

    /** A feature and what it is called. */
    public record Named(int index, String name) {}

    /**
     * Draws a map, without names.
     *
     * @param most how many points the drawing may hold
     */
    static MapDrawing of(FeatureMap map, FeatureStore features, Colour colour, int most) {
        Column column = colour.over(map, features);
        Frame frame = Frame.of(map);
        StringBuilder[] paths = new StringBuilder[Colour.SHADES + 1];
        Arrays.setAll(paths, i -> new StringBuilder());
        int step = Math.max(1, Math.ceilDiv(map.size(), Math.max(1, most)));
        int drawn = 0;
        for (int place = 0; place < map.size(); place += step) {
            int shade = column.shade(place);
            frame.point(paths[shade < 0 ? Colour.SHADES : shade], place);
            drawn++;
        }
        return new MapDrawing(
                colour,
                column.ranges(),
                Arrays.stream(paths)
                        .limit(Colour.SHADES)
                        .map(StringBuilder::toString)
                        .toList(),
                paths[Colour.SHADES].toString(),
                "",
                List.of(),
                map.size(),
                drawn,
                frame.height());
    }

    /**
     * The same drawing with names on it.
     *
     * @param named features to name, those without a place left out
     * @param found which features a search marks; empty if nobody searches
     */
    MapDrawing with(FeatureMap map, List<Named> named, Optional<IntPredicate> found) {
        Frame frame = Frame.of(map);
        StringBuilder marks = new StringBuilder();
        for (int place = 0; found.isPresent() && place < map.size(); place++) {
            if (found.get().test(map.feature(place))) {
                frame.point(marks, place);
            }
        }
        return new MapDrawing(
                colour, ranges, shades, unknown, marks.toString(), frame.rings(named), points, drawn, height);
    }

    /** Where the map lies on the drawing: in its middle, as large as fits. */
    private record Frame(FeatureMap map, double scale, int height) {

        static Frame of(FeatureMap map) {
            double across = 2 * MARGIN;
            double least = 1;
            double most = 0;
            for (int place = 0; place < map.size(); place++) {
                least = Math.min(least, map.y(place));
                most = Math.max(most, map.y(place));
            }
            double extent = Math.max(0.01, most - least);
            int height = (int) Math.clamp(extent * (WIDTH - across) + across, LOWEST, HIGHEST);
            return new Frame(map, Math.min(WIDTH - across, (height - across) / extent), height);
        }

        int x(int place) {
            return (int) Math.round(WIDTH / 2.0 + (map.x(place) - 0.5) * scale);
        }

        int y(int place) {
            return (int) Math.round(height / 2.0 + (map.y(place) - 0.5) * scale);
        }

        /** A line of no length with round ends: a dot in eight characters. */
        void point(StringBuilder path, int place) {
            path.append('M').append(x(place)).append(' ').append(y(place)).append("h0");
        }

        List<Ring> rings(List<Named> named) {
            return named.stream().flatMap(one -> ring(one).stream()).toList();
        }

        private Optional<Ring> ring(Named named) {
            for (int place = 0; place < map.size(); place++) {
                if (map.feature(place) == named.index()) {
                    int x = x(place);
                    return Optional.of(new Ring(named.index(), shortened(named.name()), x, y(place), x > LEFTWARDS));
                }
            }
            return Optional.empty();
        }

        private static String shortened(String name) {
            int[] points = name.codePoints().limit(NAME).toArray();
            String begin = new String(points, 0, points.length);
            return begin.length() < name.length() ? begin + "…" : begin;
        }
    }
}
