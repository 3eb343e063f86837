package org.fragaria.share;

import java.util.Locale;

import org.fragaria.share.Picture.Box;
import org.fragaria.share.Picture.Curve;
import org.fragaria.share.Picture.Words;

/** Draws a picture as SVG; a pure function. All text is escaped here. */
final class PictureSvg {

    private PictureSvg() {}

    static String of(Picture picture) {
        StringBuilder svg = new StringBuilder(8192);
        svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"").append(Picture.WIDTH);
        svg.append("\" height=\"").append(Picture.HEIGHT);
        svg.append("\" viewBox=\"0 0 ").append(Picture.WIDTH).append(' ').append(Picture.HEIGHT);
        svg.append("\">");
        for (Picture.Shape shape : picture.shapes()) {
            switch (shape) {
                case Box box -> box(svg, box);
                case Curve curve -> curve(svg, curve);
                case Words words -> words(svg, words);
            }
        }
        return svg.append("</svg>\n").toString();
    }

    private static void box(StringBuilder svg, Box box) {
        svg.append(String.format(
                Locale.ROOT,
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"%.1f\" fill=\"%s\"/>",
                box.x(),
                box.y(),
                box.width(),
                box.height(),
                box.radius(),
                box.fill()));
    }

    private static void curve(StringBuilder svg, Curve curve) {
        svg.append(String.format(
                Locale.ROOT,
                "<path transform=\"translate(%.1f %.1f) scale(%.3f)\" fill=\"%s\" d=\"%s\"/>",
                curve.x(),
                curve.y(),
                curve.scale(),
                curve.fill(),
                curve.path()));
    }

    private static void words(StringBuilder svg, Words words) {
        double width = PictureText.width(words.text(), words.face(), words.size());
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" font-family=\"%s\" font-size=\"%d\"%s fill=\"%s\"%s xml:space=\"preserve\">",
                words.x(),
                words.y(),
                words.face().stack,
                words.size(),
                words.bold() ? " font-weight=\"700\"" : "",
                words.fill(),
                words.face() == Picture.Face.MONO && width > 0
                        ? String.format(Locale.ROOT, " textLength=\"%.1f\"", Math.min(width, words.room()))
                        : ""));
        svg.append(escaped(words.text())).append("</text>");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
