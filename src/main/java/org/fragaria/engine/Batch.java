package org.fragaria.engine;

import java.util.ArrayList;
import java.util.List;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.jspecify.annotations.Nullable;

import org.fragaria.model.KvCache;
import org.fragaria.model.LanguageModel;

/**
 * The rows that write, one token per step, in the first slots of a cache without gaps. Owned by the engine's thread.
 */
final class Batch implements AutoCloseable {

    private final LanguageModel model;
    private final Pass pass;
    private final KvCache cache;
    private final List<Row> rows = new ArrayList<>();

    Batch(LanguageModel model, Lanes lanes) {
        this.model = model;
        pass = new Pass(model, lanes, normed -> model.logits(normed.squeeze(1)));
        cache = new KvCache(model.config(), model.manager());
    }

    /** The rows, by slot. */
    List<Row> rows() {
        return rows;
    }

    /**
     * Takes a row in.
     *
     * @param read keys and values of its prompt but for the last token, in slot 0; null where the prompt is one token
     */
    void add(Row row, @Nullable KvCache read) {
        int positions = row.length() - 1;
        cache.reserve(rows.size() + 1, row.length());
        if (read != null) {
            cache.copy(read, 0, rows.size(), positions);
        }
        row.cached(positions);
        rows.add(row);
    }

    /** Takes a row out; the last one moves into its slot. */
    Row remove(int slot) {
        int last = rows.size() - 1;
        Row gone = rows.get(slot);
        if (gone.suspect()) {
            cache.wipe(slot);
        }
        if (slot != last) {
            cache.move(last, slot, rows.get(last).cached());
            rows.set(slot, rows.get(last));
        }
        rows.remove(last);
        return gone;
    }

    /** Lets all rows go, and returns them. */
    List<Row> clear() {
        List<Row> gone = List.copyOf(rows);
        rows.clear();
        return gone;
    }

    /** One forward pass over all rows, after which each has one token more, or is broken. */
    void step() {
        cache.reserve(rows.size(), rows.stream().mapToInt(Row::length).max().orElseThrow());
        try (NDManager manager = model.manager().newSubManager()) {
            Pass.Outcome outcome =
                    pass.run(manager, rows.stream().map(Row::next).toList(), cache, 0);
            outcome.failures().forEach((r, failure) -> rows.get(r).generation().breakOff(failure));
            NDArray logits = outcome.result();
            if (logits != null) {
                List<Row> whole = new ArrayList<>();
                for (int r = 0; r < rows.size(); r++) {
                    if (!outcome.failures().containsKey(r)) {
                        whole.add(rows.get(r));
                    }
                }
                write(whole, logits);
            }
        }
    }

    private static void write(List<Row> rows, NDArray logits) {
        rows.forEach(row -> row.cached(row.length()));
        int[] leaders = leaders(rows);
        new Teller(rows, leaders, logits).tell(Sampler.choose(rows, logits, leaders));
    }

    /**
     * Of each row the number of the one whose token it gets: its own, or its leader's. Rows of a request join and move
     * together; one whose leader failed is broken with it, and gets its own.
     */
    private static int[] leaders(List<Row> rows) {
        int[] leaders = new int[rows.size()];
        for (int r = 0; r < leaders.length; r++) {
            leaders[r] = r;
            Row row = rows.get(r);
            for (int other = 0; other < leaders.length && !row.asked().leads(); other++) {
                if (rows.get(other).together(row)
                        && rows.get(other).variant() == row.asked().follows()) {
                    leaders[r] = other;
                }
            }
        }
        return leaders;
    }

    /** Frees the memory of the cache, if no row is there. */
    void rest() {
        if (rows.isEmpty()) {
            cache.clear();
        }
    }

    @Override
    public void close() {
        cache.close();
    }
}
