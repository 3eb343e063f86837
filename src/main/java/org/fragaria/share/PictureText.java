package org.fragaria.share;

import java.util.ArrayList;
import java.util.List;

import org.fragaria.share.Picture.Face;

/** Makes any text fit for a picture: no control characters, no towers of marks, bounded. Pure functions. */
final class PictureText {

    private static final int MARKS = 2;
    private static final int LOOKED_AT = 600;

    private PictureText() {}

    /**
     * One line: white space is single, what has no shape or turns the direction of others is left out, and of marks that
     * stand on one letter two stay. Text of one direction is laid out by the font's own rules.
     *
     * @param most greatest number of characters; a longer text ends in …
     */
    static String line(String text, int most) {
        StringBuilder line = new StringBuilder();
        int kept = 0;
        int marks = 0;
        boolean space = false;
        int[] codes = text.codePoints().limit(LOOKED_AT).toArray();
        for (int c : codes) {
            if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
                space = !line.isEmpty();
                continue;
            }
            boolean mark = mark(c);
            marks = mark ? marks + 1 : 0;
            if (shapeless(c) || marks > MARKS) {
                continue;
            }
            if (kept >= most) {
                return line.append('…').toString();
            }
            if (space) {
                line.append(' ');
                kept++;
                space = false;
            }
            line.appendCodePoint(c);
            kept += mark ? 0 : 1;
        }
        return line.toString();
    }

    private static boolean mark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK;
    }

    /** Controls, zero-width characters, direction marks, half surrogates, characters that nobody has assigned. */
    private static boolean shapeless(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }

    /** Pixels that a text takes, about. */
    static double width(String text, Face face, int size) {
        double width = 0;
        for (int c : text.codePoints().toArray()) {
            width += mark(c) ? 0 : wide(c) ? 1 : face.width;
        }
        return width * size;
    }

    /** East Asian characters and pictographs take a whole square. */
    private static boolean wide(int c) {
        return (c >= 0x1100 && c <= 0x115F)
                || (c >= 0x2E80 && c <= 0xA4CF)
                || (c >= 0xAC00 && c <= 0xD7A3)
                || (c >= 0xF900 && c <= 0xFAFF)
                || (c >= 0xFF00 && c <= 0xFF60)
                || c >= 0x1F300;
    }

    /**
     * Breaks a text into lines.
     *
     * @param room pixels of a line
     * @param most greatest number of lines; a longer text ends in …
     */
    static List<String> wrap(String text, Face face, int size, double room, int most) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : line(text, LOOKED_AT).split(" ", -1)) {
            String piece = cut(word, face, size, room);
            if (!line.isEmpty() && width(line + " " + piece, face, size) > room) {
                lines.add(line.toString());
                line.setLength(0);
                if (lines.size() == most) {
                    lines.set(most - 1, cut(lines.getLast() + " …", face, size, room));
                    return lines;
                }
            }
            line.append(line.isEmpty() ? "" : " ").append(piece);
        }
        lines.add(line.toString());
        return lines;
    }

    /** The beginning of a text that fits. */
    static String cut(String text, Face face, int size, double room) {
        if (width(text, face, size) <= room) {
            return text;
        }
        StringBuilder kept = new StringBuilder();
        for (int c : text.codePoints().toArray()) {
            if (width(kept + "…", face, size) + size > room) {
                break;
            }
            kept.appendCodePoint(c);
        }
        return kept.append('…').toString();
    }
}
