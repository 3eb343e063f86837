package org.fragaria.share;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;

import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

import org.fragaria.collection.FeatureCard;
import org.fragaria.feature.FeatureAddress;
import org.fragaria.feature.Label;
import org.fragaria.feature.Strip;
import org.fragaria.feature.Token;

import static org.assertj.core.api.Assertions.assertThat;

/** Pictures of any text are well-formed, of the right size, and hold no more text than there is room for. */
class PictureTest {

    static List<String> texts() {
        return List.of(
                "The strawberry of the story: the word itself, and “it” when the strawberry is meant",
                "",
                "<script>alert(1)</script> & \"quotes\" 'and' ]]> <!-- -->",
                "\u202Eright to left\u202C \u2066isolated\u2069 \u200B\u200D\uFEFF zero width",
                "שלום עולם مرحبا بالعالم",
                "Z" + "\u0301".repeat(500) + "algo",
                "語".repeat(5000),
                "x".repeat(100_000),
                "word ".repeat(20_000),
                "\u0000\u0001\u001F\uD800 half \uDC00 \uFFFF",
                "🍓🍓🍓");
    }

    private static FeatureCard card(String text) {
        List<Token> tokens = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            tokens.add(new Token(i, i % 7 == 3 ? " " + text : " word\n", i, i % 11));
        }
        Strip strip = new Strip(0, 0, 17, tokens, 0);
        return new FeatureCard(
                new FeatureAddress(text, text, 7),
                "",
                new Label(null, text, "human", null, 0, List.of()),
                List.of(),
                40,
                0.01,
                0.7,
                new long[] {900, 80, 20, 0, 5},
                strip,
                null,
                null);
    }

    @ParameterizedTest
    @MethodSource("texts")
    void anyTextMakesAPicture(String text) throws Exception {
        Picture picture = Pictures.feature(card(text));
        String svg = PictureSvg.of(picture);
        assertThat(svg.length()).isLessThan(60_000);
        Document document =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
        NodeList elements = document.getElementsByTagName("*");
        for (int i = 0; i < elements.getLength(); i++) {
            assertThat(elements.item(i).getNodeName()).isIn("svg", "rect", "path", "text");
        }
        assertThat(svg).doesNotContainPattern("[\u202A-\u202E\u2066-\u2069\u200B-\u200F]");
        assertThat(image(PicturePng.of(picture)).getWidth()).isEqualTo(1200);
    }

    @Test
    void wordsStayWithinThePicture() {
        for (String text : texts()) {
            for (Picture.Shape shape : Pictures.feature(card(text)).shapes()) {
                if (shape instanceof Picture.Words words) {
                    assertThat(words.x()).isGreaterThanOrEqualTo(0);
                    assertThat(words.x() + words.room()).isLessThanOrEqualTo(Picture.WIDTH);
                    assertThat(words.y()).isLessThanOrEqualTo(Picture.HEIGHT);
                }
            }
        }
    }

    @Test
    void aMachineWithoutFontsDrawsBars() throws IOException {
        Picture picture = Pictures.feature(card("A label"));
        BufferedImage bars = image(PicturePng.draw(picture, false));
        assertThat(bars.getHeight()).isEqualTo(630);
        assertThat(PicturePng.draw(picture, false)).isNotEqualTo(PicturePng.draw(picture, true));
    }

    @Test
    void theSameIsDrawnTheSame() {
        assertThat(PictureSvg.of(Pictures.feature(card("A label"))))
                .isEqualTo(PictureSvg.of(Pictures.feature(card("A label"))))
                .isNotEqualTo(PictureSvg.of(Pictures.feature(card("Another"))));
    }

    @Test
    void linesAreSingleAndBounded() {
        assertThat(PictureText.line(" a\n\n b\tc ", 10)).isEqualTo("a b c");
        assertThat(PictureText.line("abcdef", 3)).isEqualTo("abc…");
        assertThat(PictureText.line("e" + "\u0301".repeat(9), 5)).isEqualTo("e\u0301\u0301");
        assertThat(PictureText.wrap("one two three four", Picture.Face.MONO, 10, 60, 2))
                .hasSize(2);
        assertThat(PictureText.wrap("one two three four", Picture.Face.MONO, 10, 60, 2)
                        .getLast())
                .endsWith("…");
    }

    private static BufferedImage image(byte[] png) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(png));
    }
}
