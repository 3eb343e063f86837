package org.fragaria.share;

import java.util.List;

import org.fragaria.feature.Strip;
import org.fragaria.feature.Token;
import org.fragaria.share.Picture.Face;

/** Chooses the tokens of a strip that a picture has room for. Pure functions. */
final class StripCut {

    private static final int LONGEST = 40;

    private StripCut() {}

    /** Tokens around the peak that fill so many lines, about. */
    static List<Token> around(Strip strip, int size, double room, int lines) {
        List<Token> all = strip.tokens();
        int peak = Math.clamp(strip.peak(), 0, Math.max(0, all.size() - 1));
        int from = peak;
        int to = Math.min(all.size(), peak + 1);
        double left = room * lines * 0.9 - (to > from ? width(all.get(peak), size) : 0);
        boolean grew = true;
        while (grew) {
            grew = false;
            if (from > 0 && width(all.get(from - 1), size) <= left) {
                left -= width(all.get(--from), size);
                grew = true;
            }
            if (to < all.size() && width(all.get(to), size) <= left) {
                left -= width(all.get(to++), size);
                grew = true;
            }
        }
        return all.subList(from, to);
    }

    private static double width(Token token, int size) {
        return PictureText.width(shown(token), Face.MONO, size) + (spaced(token) ? size * Face.MONO.width : 0);
    }

    /** Whether a space stands before it. */
    static boolean spaced(Token token) {
        return token.text().startsWith(" ");
    }

    /** A token's text without the space before it, line breaks made visible, bounded. */
    static String shown(Token token) {
        return PictureText.line(token.text().replace("\n", "↵"), LONGEST);
    }
}
