package org.fragaria.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

import ai.djl.ndarray.NDManager;

import org.fragaria.intervention.Intervention;
import org.fragaria.model.KvCache;
import org.fragaria.model.LanguageModel;

/**
 * Prompts that are being read, some positions at a time, in a cache of their own: rows that write go on between two
 * pieces. A prompt is read once for all rows that need the same of it, and from where it differs from one that was read
 * lately. Owned by the engine's thread.
 */
final class Readings implements AutoCloseable {

    private final LanguageModel model;
    private final Limits limits;
    private final Meter meter;
    private final Pass pass;
    private final Lanes lanes;
    private final KvCache cache;
    private final PrefixCache prefixes;

    /** All that somebody needs, done or not. */
    private final List<Reading> needed = new ArrayList<>();

    private final Deque<Reading> waiting = new ArrayDeque<>();

    /** Those that have begun; each lives in the slot of its number. */
    private final List<Reading> begun = new ArrayList<>();

    /** The same, the oldest first. */
    private final Deque<Reading> byAge = new ArrayDeque<>();

    Readings(LanguageModel model, Lanes lanes, Limits limits, Meter meter) {
        this.model = model;
        this.limits = limits;
        this.meter = meter;
        pass = new Pass(model, lanes, normed -> normed);
        this.lanes = lanes;
        cache = new KvCache(model.config(), model.manager());
        prefixes = new PrefixCache(limits.prefixBytes());
    }

    /**
     * The reading of a prompt but for its last token, begun by this or an earlier call. Give it back with {@link #release}.
     *
     * @param prompt at least two tokens
     * @param changes what changes it on the way
     */
    Reading of(int[] prompt, List<Intervention> changes) {
        List<Intervention> matter = Reading.changes(prompt, changes, model.tokenizer());
        Optional<Reading> same =
                needed.stream().filter(other -> other.reads(prompt, matter)).findFirst();
        same.ifPresent(known -> meter.reuse(known.tokens().length));
        Reading reading = same.orElseGet(() -> begin(prompt, matter));
        reading.use();
        return reading;
    }

    private Reading begin(int[] prompt, List<Intervention> changes) {
        Reading reading = new Reading(prompt, changes, model.tokenizer());
        needed.add(reading);
        waiting.add(reading);
        return reading;
    }

    /** A user of a reading needs it no more. */
    void release(Reading reading) {
        if (!reading.release()) {
            return;
        }
        needed.remove(reading);
        waiting.remove(reading);
        int slot = begun.indexOf(reading);
        if (slot >= 0) {
            remove(slot);
        }
        KvCache result = reading.result();
        if (result != null && reading.plain()) {
            prefixes.keep(reading.tokens(), result);
        } else if (result != null) {
            result.close();
        }
    }

    /** Whether some prompt is not read yet. */
    boolean pending() {
        return !waiting.isEmpty() || !begun.isEmpty();
    }

    /** Reads the next piece: of the prompt that waits for longest, and of its neighbours as far as the pass has room. */
    void step() {
        fill();
        if (begun.isEmpty()) {
            return;
        }
        int from = begun.indexOf(byAge.getFirst());
        int count = 1;
        int width = width(from);
        while (from + count < begun.size() && fits(from, count + 1, Math.max(width, width(from + count)))) {
            width = Math.max(width, width(from + count));
            count++;
        }
        read(from, count, width);
    }

    private int width(int slot) {
        return Math.min(limits.chunk(), begun.get(slot).pending());
    }

    /** Whether some rows, padded to a width, fit into a pass of so much in each lane, and each into the model's context. */
    private boolean fits(int from, int count, int width) {
        return lanes.most(count) * width <= limits.chunk()
                && begun.subList(from, from + count).stream()
                        .allMatch(reading ->
                                reading.cached() + width <= model.config().contextLength());
    }

    private void fill() {
        while (!waiting.isEmpty() && begun.size() < limits.readings()) {
            Reading reading = waiting.removeFirst();
            try {
                start(reading);
            } catch (RuntimeException failure) {
                reading.fail(failure);
            }
        }
    }

    private void start(Reading reading) {
        int length = reading.tokens().length;
        Optional<PrefixCache.Found> found =
                prefixes.longest(reading.tokens(), reading.plain() ? length : reading.untouched());
        found.ifPresent(known -> meter.reuse(known.positions()));
        if (found.isPresent() && found.get().positions() == length) {
            reading.complete(found.get().cache().snapshot(0, length));
            return;
        }
        cache.reserve(begun.size() + 1, length);
        found.ifPresent(known -> {
            cache.copy(known.cache(), 0, begun.size(), known.positions());
            reading.advance(known.positions());
        });
        begun.add(reading);
        byAge.add(reading);
    }

    private void read(int from, int count, int width) {
        List<Reading> group = List.copyOf(begun.subList(from, from + count));
        int reach = group.stream().mapToInt(Reading::cached).max().orElse(0) + width;
        cache.reserve(begun.size(), reach);
        Pass.Outcome outcome;
        try (NDManager manager = model.manager().newSubManager()) {
            List<Pass.Piece> pieces =
                    group.stream().map(reading -> reading.next(width)).toList();
            outcome = pass.run(manager, pieces, cache, from);
        }
        for (int r = count - 1; r >= 0; r--) {
            RuntimeException failure = outcome.failures().get(r);
            if (failure == null) {
                advance(from + r, width);
            } else {
                group.get(r).fail(failure);
                remove(from + r);
            }
        }
    }

    private void advance(int slot, int width) {
        Reading reading = begun.get(slot);
        int positions = Math.min(width, reading.pending());
        meter.read(positions);
        reading.advance(positions);
        if (reading.pending() == 0) {
            reading.complete(cache.snapshot(slot, reading.cached()));
            remove(slot);
        }
    }

    /** Takes one out of its slot; the last one moves there, so that there are no gaps. */
    private void remove(int slot) {
        byAge.remove(begun.get(slot));
        if (!begun.get(slot).plain()) {
            // It may have overflowed, which is noticed only when the row writes.
            cache.wipe(slot);
        }
        int last = begun.size() - 1;
        if (slot != last) {
            cache.move(last, slot, begun.get(last).cached());
            begun.set(slot, begun.get(last));
        }
        begun.remove(last);
    }

    /** Lets go of all that is being read; nobody may release it any more. */
    void forget() {
        needed.forEach(reading -> Optional.ofNullable(reading.result()).ifPresent(KvCache::close));
        needed.clear();
        waiting.clear();
        begun.clear();
        byAge.clear();
    }

    /** Frees the memory of prompts that are being read, if there are none; those read lately are kept. */
    void rest() {
        if (begun.isEmpty()) {
            cache.clear();
        }
    }

    @Override
    public void close() {
        forget();
        cache.close();
        prefixes.close();
    }
}
