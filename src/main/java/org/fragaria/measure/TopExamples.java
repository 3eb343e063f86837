package org.fragaria.measure;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The windows with the largest peaks of one feature, largest first; of equal ones the earlier window. Merging is exact. */
final class TopExamples {

    private final Excerpts slots;
    private final int limit;
    private int size;

    TopExamples(int limit) {
        this.limit = limit;
        this.slots = new Excerpts(limit);
    }

    void offer(WindowEntries entries) {
        int place = place(entries.peakValue(), entries.windowNumber());
        if (place < limit) {
            makeRoom(place);
            slots.cut(place, entries);
        }
    }

    void merge(TopExamples other) {
        for (int i = 0; i < other.size; i++) {
            int place = place(other.slots.peak[i], other.slots.window[i]);
            if (place < limit) {
                makeRoom(place);
                slots.copy(other.slots, i, place);
            }
        }
    }

    private int place(float peak, int window) {
        int place = size;
        while (place > 0 && before(peak, window, place - 1)) {
            place--;
        }
        return place;
    }

    private boolean before(float peak, int window, int slot) {
        return peak > slots.peak[slot] || (peak == slots.peak[slot] && window < slots.window[slot]);
    }

    private void makeRoom(int place) {
        size = Math.min(limit, size + 1);
        for (int i = size - 1; i > place; i--) {
            slots.copy(slots, i - 1, i);
        }
    }

    List<MeasuredFeature.Example> examples(TokenLog tokens) {
        List<MeasuredFeature.Example> examples = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            examples.add(slots.example(i, tokens));
        }
        return examples;
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(size);
        for (int i = 0; i < size; i++) {
            slots.write(out, i);
        }
    }

    void read(DataInput in) throws IOException {
        size = in.readInt();
        for (int i = 0; i < size; i++) {
            slots.read(in, i);
        }
    }
}
