package org.fragaria.lab;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.fragaria.engine.GenerationListener;
import org.fragaria.engine.Sampling;
import org.fragaria.engine.Variant;
import org.fragaria.feature.TokenTexts;
import org.fragaria.intervention.Intervention;
import org.fragaria.intervention.Moved;
import org.fragaria.lab.LabResult.Alternative;
import org.fragaria.lab.LabResult.Place;
import org.fragaria.lab.LabResult.Side;
import org.fragaria.steering.Openings;
import org.fragaria.steering.Openings.Opening;
import org.fragaria.steering.RunningText;
import org.fragaria.web.Parameters;

/**
 * Puts the rows of a run together: the model left alone and the changed one each write a text, and each reads what the
 * other writes. Where there is a wish in words, the model left alone writes a third text after it, and reads that text
 * without it. Used by the engine's thread until the run is done.
 */
final class LabWriting {

    private static final int NORMAL = 0;
    private static final int STEERED = 1;
    private static final int TOLD = 2;

    /** By row: the text that it writes or reads, and whether it writes it. */
    private static final int[] SIDES = {NORMAL, STEERED, STEERED, NORMAL, TOLD, TOLD};

    private static final boolean[] WRITES = {true, true, false, false, true, false};

    private final TokenTexts texts;
    private final Text[] sides;
    private final long start = System.nanoTime();
    private List<LabResult.Shift> shifts = List.of();
    private long first;
    private long last;
    private final Openings.@Nullable Told told;

    LabWriting(TokenTexts texts, Opening opening) {
        this.texts = texts;
        told = opening.told();
        sides = new Text[] {new Text(texts), new Text(texts), new Text(texts)};
    }

    /** The rows, in the order that {@link #token} and the others count them. */
    static List<Variant> rows(Opening opening, List<Intervention> changes, Sampling sampling) {
        List<Variant> rows = new ArrayList<>(List.of(
                Variant.of(List.of(), sampling),
                Variant.of(changes, sampling).after(opening.steered()),
                Variant.following(STEERED, List.of()).after(opening.steered()),
                Variant.following(NORMAL, changes)));
        Openings.Told wish = opening.told();
        if (wish != null) {
            rows.add(Variant.of(List.of(), sampling).after(wish.ids()));
            rows.add(Variant.following(rows.size() - 1, List.of()).after(wish.without()));
        }
        return rows;
    }

    /** What one row says of one place. */
    private static final class Said {
        private double probability;
        private GenerationListener.@Nullable Detail detail;
    }

    /** One text: what its writer and its reader have said of the place that comes next. */
    private static final class Text {
        private final RunningText shown;
        private final List<Place> places = new ArrayList<>();
        private Said writer = new Said();
        private Said reader = new Said();
        private int id;
        private String end = "";

        Text(TokenTexts texts) {
            shown = new RunningText(texts);
        }
    }

    private Said said(int row) {
        Text text = sides[SIDES[row]];
        return WRITES[row] ? text.writer : text.reader;
    }

    void token(int row, int id, float logProbability) {
        last = System.nanoTime();
        first = first == 0 ? last : first;
        said(row).probability = Math.exp(logProbability);
        sides[SIDES[row]].id = id;
    }

    /** What a row says of its place; the place itself, once both rows have spoken. */
    @Nullable
    Place detail(int row, GenerationListener.Detail detail) {
        said(row).detail = detail;
        Text text = sides[SIDES[row]];
        GenerationListener.Detail writes = text.writer.detail;
        GenerationListener.Detail reads = text.reader.detail;
        if (writes == null || reads == null) {
            return null;
        }
        boolean changed = SIDES[row] != NORMAL;
        Place place = new Place(
                text.id,
                text.shown.add(text.id),
                changed ? text.reader.probability : text.writer.probability,
                changed ? text.writer.probability : text.reader.probability,
                // rounding can leave a divergence of equal distributions a hair below 0
                Math.max(0, reads.divergence()),
                alternatives(changed ? reads : writes),
                alternatives(changed ? writes : reads));
        text.places.add(place);
        text.writer = new Said();
        text.reader = new Said();
        return place;
    }

    /** Number of the text that a row belongs to: 0 left alone, 1 steered, 2 told the wish in words. */
    int sideOf(int row) {
        return SIDES[row];
    }

    /** How many places a text has. */
    int length(int side) {
        return sides[side].places.size();
    }

    /** How far a row's tensors were moved: told of the run that writes with the changes. */
    void moved(int row, List<Moved.At> places) {
        if (row == STEERED) {
            shifts = places.stream()
                    .map(at -> new LabResult.Shift(at.address().toString(), at.ratio(), at.tokens()))
                    .toList();
        }
    }

    /** A row has ended; true if that ends its text. */
    boolean ended(int row, GenerationListener.End end) {
        if (WRITES[row]) {
            sides[SIDES[row]].end = Parameters.word(end);
        }
        return WRITES[row];
    }

    boolean cancelled() {
        return Arrays.stream(sides).anyMatch(side -> side.end.equals("cancelled"));
    }

    LabResult result() {
        return new LabResult(
                side(NORMAL),
                side(STEERED),
                told == null ? null : new LabResult.Told(side(TOLD).places(), sides[TOLD].end, told.how()),
                (last - first) / 1e9,
                first == 0 ? 0 : (first - start) / 1e9,
                shifts);
    }

    private Side side(int number) {
        return new Side(List.copyOf(sides[number].places), sides[number].end);
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
