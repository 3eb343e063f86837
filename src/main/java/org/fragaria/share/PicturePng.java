package org.fragaria.share;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.font.TextLayout;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Scanner;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;

import javax.imageio.ImageIO;

import org.jboss.logging.Logger;

import org.fragaria.share.Picture.Box;
import org.fragaria.share.Picture.Curve;
import org.fragaria.share.Picture.Words;

/**
 * Draws a picture as PNG, with the fonts that the machine has. On a machine without any, which Java reports with errors of
 * several kinds, lines of text become bars: the picture is poorer, and the page loses nothing, since its title and
 * description stand beside it in every share card.
 */
final class PicturePng {

    private static final Logger LOG = Logger.getLogger(PicturePng.class);
    private static final AtomicBoolean TOLD = new AtomicBoolean();
    private static final Pattern COMMAND = Pattern.compile("[MCcLZ]|-?(?:\\d+\\.?\\d*|\\.\\d+)");

    static {
        // nothing is shown on a screen, and a server has none
        System.setProperty("java.awt.headless", "true");
    }

    private PicturePng() {}

    static byte[] of(Picture picture) {
        return draw(picture, fontsWork());
    }

    /** Draws it with text or with bars in its place. */
    static byte[] draw(Picture picture, boolean text) {
        BufferedImage image = new BufferedImage(Picture.WIDTH, Picture.HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        try {
            for (Picture.Shape shape : picture.shapes()) {
                switch (shape) {
                    case Box box -> box(graphics, box);
                    case Curve curve -> curve(graphics, curve);
                    case Words words -> words(graphics, words, text);
                }
            }
        } finally {
            graphics.dispose();
        }
        return encoded(image);
    }

    private static void box(Graphics2D graphics, Box box) {
        graphics.setColor(Color.decode(box.fill()));
        graphics.fill(new RoundRectangle2D.Double(
                box.x(), box.y(), box.width(), box.height(), 2 * box.radius(), 2 * box.radius()));
    }

    private static void curve(Graphics2D graphics, Curve curve) {
        graphics.setColor(Color.decode(curve.fill()));
        AffineTransform place = AffineTransform.getTranslateInstance(curve.x(), curve.y());
        place.scale(curve.scale(), curve.scale());
        graphics.fill(place.createTransformedShape(path(curve.path())));
    }

    private static void words(Graphics2D graphics, Words words, boolean text) {
        graphics.setColor(Color.decode(words.fill()));
        if (words.text().isBlank()) {
            return;
        }
        if (!text) {
            double width = Math.min(words.room(), PictureText.width(words.text(), words.face(), words.size()));
            graphics.fill(new RoundRectangle2D.Double(
                    words.x(), words.y() - words.size() * 0.5, width, words.size() * 0.4, 6, 6));
            return;
        }
        Font font = new Font(words.face().logical, words.bold() ? Font.BOLD : Font.PLAIN, words.size());
        TextLayout layout = new TextLayout(words.text(), font, graphics.getFontRenderContext());
        AffineTransform before = graphics.getTransform();
        graphics.translate(words.x(), words.y());
        if (layout.getAdvance() > words.room()) {
            graphics.scale(words.room() / layout.getAdvance(), 1);
        }
        layout.draw(graphics, 0, 0);
        graphics.setTransform(before);
    }

    /** Reads the few commands of SVG's path language that the pictures use. */
    private static Path2D path(String text) {
        Path2D.Double path = new Path2D.Double();
        Scanner scanner = new Scanner(text);
        String command = "";
        double[] at = new double[2];
        while (true) {
            String next = scanner.findWithinHorizon(COMMAND, 0);
            if (next == null) {
                return path;
            }
            if (Character.isLetter(next.charAt(0))) {
                command = next;
                if (command.equals("Z")) {
                    path.closePath();
                    continue;
                }
                next = scanner.findWithinHorizon(COMMAND, 0);
            }
            draw(path, command, at, scanner, Double.parseDouble(next));
        }
    }

    private static void draw(Path2D.Double path, String command, double[] at, Scanner scanner, double first) {
        boolean curve = command.equalsIgnoreCase("C");
        double[] n = new double[curve ? 6 : 2];
        n[0] = first;
        for (int i = 1; i < n.length; i++) {
            n[i] = Double.parseDouble(scanner.findWithinHorizon(COMMAND, 0));
        }
        if (command.equals("c")) {
            for (int i = 0; i < n.length; i++) {
                n[i] += at[i % 2];
            }
        }
        if (curve) {
            path.curveTo(n[0], n[1], n[2], n[3], n[4], n[5]);
        } else if (command.equals("M")) {
            path.moveTo(n[0], n[1]);
        } else {
            path.lineTo(n[0], n[1]);
        }
        at[0] = n[n.length - 2];
        at[1] = n[n.length - 1];
    }

    /** Whether this machine can draw text at all. */
    private static boolean fontsWork() {
        try {
            BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
            Graphics2D graphics = image.createGraphics();
            new TextLayout("a", new Font(Picture.Face.SANS.logical, Font.PLAIN, 8), graphics.getFontRenderContext());
            graphics.dispose();
            return true;
        } catch (RuntimeException | LinkageError | InternalError e) {
            if (TOLD.compareAndSet(false, true)) {
                LOG.warnf(
                        "Share pictures have no text: this machine has no fonts that Java can use (%s)."
                                + " Install some, e.g. fontconfig and DejaVu.",
                        e);
            }
            return false;
        }
    }

    private static byte[] encoded(BufferedImage image) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(64 << 10);
        try {
            ImageIO.setUseCache(false);
            if (!ImageIO.write(image, "png", bytes)) {
                throw new IllegalStateException("this Java writes no PNG");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot happen in memory", e);
        }
        return bytes.toByteArray();
    }
}
