package org.fragaria.share;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.fragaria.collection.FeatureCard;
import org.fragaria.collection.ListCards;
import org.fragaria.feature.Strip;
import org.fragaria.measure.SourceManifest;
import org.fragaria.share.Drawing.Figure;
import org.fragaria.share.Picture.Face;
import org.fragaria.web.Format;

/** The pictures that there are; pure functions of what they show. */
final class Pictures {

    private static final int PANEL = 326;
    private static final int PANEL_HEIGHT = 142;
    private static final int FIGURES = 526;

    private Pictures() {}

    /** A feature: what it is called, its strongest place, how strongly and how often it fires. */
    static Picture feature(FeatureCard card) {
        Drawing drawing = new Drawing(card.feature().toString());
        double y = drawing.title(card.title());
        if (card.missing() != null) {
            drawing.lead("This feature is not here now.", y, 1);
            return drawing.done();
        }
        drawing.lead(said(card), y, 1);
        Strip top = card.top();
        if (top != null) {
            drawing.panel(PANEL, PANEL_HEIGHT).strip(top, PANEL + 58.0, 2);
        }
        return drawing.figures(figures(card), FIGURES)
                .histogram(card.histogram(), FIGURES - 26.0, 84)
                .done();
    }

    private static String said(FeatureCard card) {
        if (!card.live()) {
            return "It never fired on the corpus: what is known of it comes from its weights alone.";
        }
        return card.label() == null
                ? "Nobody has explained it yet; these are the tokens it fires on most."
                : "Its strongest place in the corpus, each word shaded by how strongly it fires:";
    }

    private static List<Figure> figures(FeatureCard card) {
        List<Figure> figures = new ArrayList<>();
        figures.add(new Figure("strongest", Format.value(card.max())));
        figures.add(new Figure("density", Format.percent(card.density())));
        if (card.lookup() != null) {
            figures.add(new Figure("lookup", Format.share(card.lookup())));
        }
        return figures;
    }

    /** A feature that is turned: how, and the text that the model goes on from. */
    static Picture steered(FeatureCard card, String how, @Nullable String prompt) {
        Drawing drawing = new Drawing(card.feature().toString());
        double y = drawing.title(card.title());
        drawing.lead(how, y, 1);
        drawing.panel(PANEL, PANEL_HEIGHT);
        double line = PANEL + 58.0;
        String text = prompt == null || prompt.isBlank() ? "The same seed, with and without." : prompt + " …";
        for (String words : PictureText.wrap(text, Face.MONO, 27, Drawing.ROOM - 56.0, 2)) {
            drawing.words(words, Drawing.LEFT + 28.0, line, Face.MONO, 27, false, Drawing.INK, Drawing.ROOM - 56.0);
            line += 52;
        }
        return drawing.figures(figures(card), FIGURES)
                .histogram(card.histogram(), FIGURES - 26.0, 84)
                .done();
    }

    /** A list: its name, what it is for, the first of its features. */
    static Picture list(ListCards.Shown list) {
        Drawing drawing = new Drawing("a list of " + list.size() + (list.size() == 1 ? " feature" : " features"));
        double y = drawing.title(list.name());
        if (!list.description().isBlank()) {
            drawing.lead(list.description(), y, 1);
        }
        double at = 320;
        for (FeatureCard card : list.cards()) {
            drawing.panel(at, 84);
            double room = Drawing.ROOM - 56.0;
            Strip top = card.top();
            if (top == null) {
                String title = PictureText.cut(PictureText.line(card.title(), 100), Face.SANS, 26, room);
                drawing.words(title, Drawing.LEFT + 28.0, at + 52, Face.SANS, 26, false, Drawing.INK, room);
            } else {
                drawing.strip(top, at + 52, 1);
            }
            at += 96;
        }
        return drawing.done();
    }

    /** A source: where it reads, how much it holds, how well it fits. */
    static Picture source(SourceManifest manifest) {
        Drawing drawing = new Drawing(manifest.model() + "/" + manifest.source());
        double y = drawing.title(Format.count(manifest.dictionaryFacts().dSae()) + " features of " + manifest.model());
        drawing.lead(
                "Read at " + manifest.dictionaryFacts().address() + ", measured over "
                        + Format.compact(manifest.corpus().tokens()) + " tokens; each feature has a page.",
                y,
                2);
        SourceManifest.Figures figures = manifest.figures();
        return drawing.panel(PANEL + 40.0, 200)
                .columns(
                        List.of(
                                new Figure("live features", Format.count(figures.live())),
                                new Figure("active at once (L0)", Format.value(figures.l0())),
                                new Figure("unexplained (FVU)", Format.value(figures.fvu())),
                                new Figure("middle lookup", Format.share(figures.medianLookup()))),
                        PANEL + 120.0)
                .done();
    }

    /** A page with a headline and some words. */
    static Picture words(String where, String title, String words) {
        Drawing drawing = new Drawing(where);
        double y = drawing.title(title);
        drawing.lead(words, y + 12, 4);
        return drawing.shades(540).done();
    }
}
