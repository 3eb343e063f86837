package org.fragaria.share;

import java.util.List;

/**
 * A drawing for share cards, 1200 × 630 pixels, as a list of shapes from back to front. {@link PictureSvg} and
 * {@link PicturePng} draw the same list. Immutable.
 */
record Picture(List<Shape> shapes) {

    static final int WIDTH = 1200;
    static final int HEIGHT = 630;

    /** A thing to draw; coordinates are pixels from the top left, colours are {@code #rrggbb}. */
    sealed interface Shape {}

    /** A rectangle with round corners. */
    record Box(double x, double y, double width, double height, double radius, String fill) implements Shape {}

    /** A closed curve in the language of SVG's paths, of which M, C, c, L and Z are used. */
    record Curve(String path, double x, double y, double scale, String fill) implements Shape {}

    /**
     * One line of text.
     *
     * @param y the base line
     * @param size of the font, in pixels
     * @param room pixels that it may take; it is squeezed where a font runs wider
     */
    record Words(String text, double x, double y, Face face, int size, boolean bold, String fill, double room)
            implements Shape {}

    /** Kinds of font; each machine has its own. */
    enum Face {
        SERIF("Serif", "'Iowan Old Style', 'Palatino Linotype', Palatino, P052, Georgia, serif", 0.54),
        SANS("SansSerif", "system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif", 0.55),
        MONO("Monospaced", "ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace", 0.602);

        /** Java's name of it. */
        final String logical;

        /** CSS's names of it, the first found counts. */
        final String stack;

        /** Mean width of a Latin character, in units of the size. */
        final double width;

        Face(String logical, String stack, double width) {
            this.logical = logical;
            this.stack = stack;
            this.width = width;
        }
    }
}
