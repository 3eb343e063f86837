package org.fragaria.share;

import java.util.ArrayList;
import java.util.List;

import org.fragaria.feature.Strip;
import org.fragaria.feature.Token;
import org.fragaria.share.Picture.Box;
import org.fragaria.share.Picture.Curve;
import org.fragaria.share.Picture.Face;
import org.fragaria.share.Picture.Shape;
import org.fragaria.share.Picture.Words;

/** The parts that pictures are made of; each appends shapes. Colours are the light theme's. Not thread-safe. */
final class Drawing {

    static final int LEFT = 64;
    static final int RIGHT = Picture.WIDTH - LEFT;
    static final int ROOM = RIGHT - LEFT;

    static final String PAPER = "#fbf8f2";
    static final String SURFACE = "#fffefc";
    static final String RULE = "#e4dcd0";
    static final String INK = "#221e1b";
    static final String INK_2 = "#524a43";
    static final String BERRY = "#a81e37";
    static final String LINE = "#7a0f25";

    private static final String[] SHADES = {
        "#fbe6e1", "#fbd9d6", "#faccca", "#f8bfbf", "#f7b2b4", "#f5a5aa", "#f2989f", "#f08b94", "#ec7d89", "#e96f7f"
    };
    private static final String FRUIT = "M12 22.6C7 19.8 3.6 15.4 3.6 11.3c0-2.9 2-4.6 4.5-4.6 1.6 0 2.9.6 3.9 1.5"
            + " 1-.9 2.3-1.5 3.9-1.5 2.5 0 4.5 1.7 4.5 4.6 0 4.1-3.4 8.5-8.4 11.3Z";
    private static final String[] LEAVES = {
        "M12 8.9c-1.9-2.3-1.9-5.2 0-7.5 1.9 2.3 1.9 5.2 0 7.5Z",
        "M11.7 7.7C9 8 6.7 6.7 5.7 4.2c2.7-.4 5 .9 6 3.5Z",
        "M12.3 7.7C15 8 17.3 6.7 18.3 4.2c-2.7-.4-5 .9-6 3.5Z"
    };
    private static final double[][] SEEDS = {{7.6, 11.6}, {16.4, 11.6}, {9.6, 15.6}, {12, 19}, {12, 11.8}};
    private static final int TOKEN = 27;
    private static final int LINE_HEIGHT = 52;

    private final List<Shape> shapes = new ArrayList<>();

    /** Paper, the mark and where this is. */
    Drawing(String address) {
        shapes.add(new Box(0, 0, Picture.WIDTH, Picture.HEIGHT, 0, PAPER));
        shapes.add(new Box(0, 0, Picture.WIDTH, 10, 0, BERRY));
        mark(LEFT - 6, 46, 2.5);
        words("Fragaria", LEFT + 66, 92, Face.SERIF, 38, true, INK, 300);
        String shown = PictureText.cut(PictureText.line(address, 80), Face.MONO, 24, 640);
        double width = PictureText.width(shown, Face.MONO, 24);
        words(shown, RIGHT - width, 88, Face.MONO, 24, false, INK_2, width);
    }

    Picture done() {
        return new Picture(List.copyOf(shapes));
    }

    private void mark(double x, double y, double scale) {
        shapes.add(new Curve(FRUIT, x, y, scale, BERRY));
        for (String leaf : LEAVES) {
            shapes.add(new Curve(leaf, x, y, scale, "#3c8350"));
        }
        for (double[] seed : SEEDS) {
            dot(x + seed[0] * scale, y + seed[1] * scale, 1.05 * scale, "#d98a95");
        }
        dot(x + 14.5 * scale, y + 15.5 * scale, 1.5 * scale, "#ffffff");
    }

    private void dot(double x, double y, double radius, String fill) {
        shapes.add(new Box(x - radius, y - radius, 2 * radius, 2 * radius, radius, fill));
    }

    Drawing words(String text, double x, double y, Face face, int size, boolean bold, String fill, double room) {
        shapes.add(new Words(text, x, y, face, size, bold, fill, room));
        return this;
    }

    /** A headline of at most two lines; returns the base line of its last one. */
    double title(String text) {
        List<String> lines = PictureText.wrap(text, Face.SERIF, 54, ROOM, 2);
        double y = 128;
        for (String line : lines) {
            y += 64;
            words(line, LEFT, y, Face.SERIF, 54, true, INK, ROOM);
        }
        return y;
    }

    /** Lines of second voice below a base line. */
    double lead(String text, double y, int most) {
        double at = y;
        for (String line : PictureText.wrap(text, Face.SANS, 28, ROOM, most)) {
            at += 42;
            words(line, LEFT, at, Face.SANS, 28, false, INK_2, ROOM);
        }
        return at;
    }

    /** A white panel. */
    Drawing panel(double y, double height) {
        shapes.add(new Box(LEFT, y, ROOM, height, 12, RULE));
        shapes.add(new Box(LEFT + 1.5, y + 1.5, ROOM - 3, height - 3, 11, SURFACE));
        return this;
    }

    /** Figures with what they are, side by side, each 210 pixels wide. */
    Drawing figures(List<Figure> figures, double y) {
        double x = LEFT;
        for (Figure figure : figures) {
            words(figure.name(), x, y, Face.SANS, 22, false, INK_2, 200);
            words(figure.value(), x, y + 48, Face.SERIF, 42, false, INK, 200);
            x += 210;
        }
        return this;
    }

    /** Figures in a panel, over its whole width. */
    Drawing columns(List<Figure> figures, double y) {
        double x = LEFT + 32.0;
        double wide = (ROOM - 32.0) / Math.max(1, figures.size());
        for (Figure figure : figures) {
            words(figure.name(), x, y - 20, Face.SANS, 24, false, INK_2, wide - 16);
            words(figure.value(), x, y + 48, Face.SERIF, 54, false, INK, wide - 16);
            x += wide;
        }
        return this;
    }

    /** The ten shades, as an ornament. */
    Drawing shades(double y) {
        double wide = (ROOM + 4.0) / SHADES.length;
        for (int i = 0; i < SHADES.length; i++) {
            shapes.add(new Box(LEFT + i * wide, y, wide - 4, 28, 3, SHADES[i]));
            shapes.add(new Box(LEFT + i * wide, y + 28, wide - 4, i < 3 ? 2 : i < 6 ? 3 : 5, 0, LINE));
        }
        return this;
    }

    /** A number and what it is. */
    record Figure(String name, String value) {}

    /** A histogram in the strip's shades, at the right below. */
    Drawing histogram(long[] counts, double y, double height) {
        long most = 1;
        for (long count : counts) {
            most = Math.max(most, count);
        }
        double left = RIGHT - 380;
        double step = 380.0 / Math.max(1, counts.length);
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0) {
                double tall = Math.max(2, height * Math.sqrt((double) counts[i] / most));
                int shade = Math.min(9, 10 * i / counts.length);
                shapes.add(new Box(left + i * step, y + height - tall, Math.max(1, step - 1), tall, 0, SHADES[shade]));
                shapes.add(new Box(left + i * step, y + height - tall, Math.max(1, step - 1), 2, 0, LINE));
            }
        }
        shapes.add(new Box(left, y + height, 380, 1.5, 0, INK_2));
        return this;
    }

    /** Tokens with their shades, around the peak, on so many lines; {@code y} is the first base line. */
    Drawing strip(Strip strip, double y, int lines) {
        double room = ROOM - 56;
        List<Token> tokens = StripCut.around(strip, TOKEN, room, lines);
        double x = 0;
        double line = y;
        for (Token token : tokens) {
            String text = StripCut.shown(token);
            double space = StripCut.spaced(token) ? TOKEN * Face.MONO.width : 0;
            double width = PictureText.width(text, Face.MONO, TOKEN);
            if (x > 0 && x + space + width > room) {
                x = 0;
                line += LINE_HEIGHT;
                if (line > y + (lines - 1) * LINE_HEIGHT) {
                    break;
                }
            }
            x += x == 0 ? 0 : space;
            token(token, text, LEFT + 28 + x, line, width);
            x += width;
        }
        return this;
    }

    private void token(Token token, String text, double x, double y, double width) {
        int level = token.level();
        if (level > 0) {
            shapes.add(new Box(x - 1, y - TOKEN, width + 2, TOKEN + 10, 3, SHADES[level - 1]));
            double thick = level <= 3 ? 2 : level <= 6 ? 3 : 5;
            shapes.add(new Box(x - 1, y + 10 - thick, width + 2, thick, 0, LINE));
        }
        words(text, x, y, Face.MONO, TOKEN, level >= 7, INK, Math.max(1, width));
    }
}
