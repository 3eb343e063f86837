package org.fragaria.lab;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.fragaria.engine.GenerationListener;
import org.fragaria.engine.Sampling;
import org.fragaria.engine.Variant;
import org.fragaria.feature.TokenTexts;
import org.fragaria.intervention.Intervention;
import org.fragaria.lab.LabResult.Alternative;
import org.fragaria.lab.LabResult.Place;
import org.fragaria.lab.LabResult.Side;
import org.fragaria.steering.RunningText;
import org.fragaria.web.Parameters;

/**
 * Puts the four rows of a run together: the model left alone and the changed one each write a text, and each reads what
 * the other writes. Used by the engine's thread until the run is done.
 */
final class LabWriting {

    private static final int NORMAL = 0;
    private static final int STEERED = 1;
    private static final int NORMAL_READS_STEERED = 2;
    private static final int STEERED_READS_NORMAL = 3;

    private final TokenTexts texts;
    private final Text[] sides;
    private final long start = System.nanoTime();
    private long first;
    private long last;

    LabWriting(TokenTexts texts) {
        this.texts = texts;
        sides = new Text[] {new Text(texts), new Text(texts)};
    }

    /** The rows, in the order that {@link #token} and the others count them. */
    static List<Variant> rows(List<Intervention> changes, Sampling sampling) {
        return List.of(
                Variant.of(List.of(), sampling),
                Variant.of(changes, sampling),
                Variant.following(STEERED, List.of()),
                Variant.following(NORMAL, changes));
    }

    /** What one row says of one place. */
    private static final class Told {
        private double probability;
        private GenerationListener.@Nullable Detail detail;
    }

    /** One text: what its writer and its reader have said of the place that comes next. */
    private static final class Text {
        private final RunningText shown;
        private final List<Place> places = new ArrayList<>();
        private Told writer = new Told();
        private Told reader = new Told();
        private int id;
        private String end = "";

        Text(TokenTexts texts) {
            shown = new RunningText(texts);
        }
    }

    /** The text that a row writes or reads: 0 or 1. */
    private static int side(int row) {
        return row == NORMAL || row == STEERED_READS_NORMAL ? NORMAL : STEERED;
    }

    private Told told(int row) {
        Text text = sides[side(row)];
        return row == NORMAL || row == STEERED ? text.writer : text.reader;
    }

    void token(int row, int id, float logProbability) {
        last = System.nanoTime();
        first = first == 0 ? last : first;
        told(row).probability = Math.exp(logProbability);
        sides[side(row)].id = id;
    }

    /** What a row says of its place; the place itself, once both rows have spoken. */
    @Nullable
    Place detail(int row, GenerationListener.Detail detail) {
        told(row).detail = detail;
        Text text = sides[side(row)];
        GenerationListener.Detail writes = text.writer.detail;
        GenerationListener.Detail reads = text.reader.detail;
        if (writes == null || reads == null) {
            return null;
        }
        boolean steered = side(row) == STEERED;
        Place place = new Place(
                text.id,
                text.shown.add(text.id),
                steered ? text.reader.probability : text.writer.probability,
                steered ? text.writer.probability : text.reader.probability,
                // rounding can leave a divergence of equal distributions a hair below 0
                Math.max(0, reads.divergence()),
                alternatives(steered ? reads : writes),
                alternatives(steered ? writes : reads));
        text.places.add(place);
        text.writer = new Told();
        text.reader = new Told();
        return place;
    }

    /** Number of the text that a row belongs to: 0 left alone, 1 steered. */
    int sideOf(int row) {
        return side(row);
    }

    /** How many places a text has. */
    int length(int side) {
        return sides[side].places.size();
    }

    /** A row has ended; true if that ends its text. */
    boolean ended(int row, GenerationListener.End end) {
        if (row == NORMAL_READS_STEERED || row == STEERED_READS_NORMAL) {
            return false;
        }
        sides[row].end = Parameters.word(end);
        return true;
    }

    boolean cancelled() {
        return sides[NORMAL].end.equals("cancelled") || sides[STEERED].end.equals("cancelled");
    }

    LabResult result() {
        return new LabResult(
                new Side(List.copyOf(sides[NORMAL].places), sides[NORMAL].end),
                new Side(List.copyOf(sides[STEERED].places), sides[STEERED].end),
                (last - first) / 1e9,
                first == 0 ? 0 : (first - start) / 1e9);
    }

    private List<Alternative> alternatives(GenerationListener.Detail detail) {
        List<Alternative> likeliest = new ArrayList<>();
        for (int i = 0; i < detail.ids().length; i++) {
            likeliest.add(new Alternative(
                    detail.ids()[i], texts.text(detail.ids()[i]), Math.exp(detail.logProbabilities()[i])));
        }
        return likeliest;
    }
}
