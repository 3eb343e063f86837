package org.fragaria.engine;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;

import org.fragaria.model.KvCache;

/**
 * Keys and values of prompts that were read lately by the model as it is, so that a prompt that begins alike is read from
 * where it differs. Bounded in bytes; what was not used for longest goes first. Owned by the engine's thread.
 */
final class PrefixCache implements AutoCloseable {

    /** A common beginning shorter than this is not worth a copy. */
    private static final int SHORTEST = 8;

    private final long mostBytes;

    /** The one used last comes first. */
    private final Deque<Kept> kept = new ArrayDeque<>();

    private long bytes;

    PrefixCache(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    private record Kept(int[] tokens, KvCache cache) {
        int common(int[] others, int limit) {
            int most = Math.min(limit, Math.min(tokens.length, others.length));
            int differs = Arrays.mismatch(tokens, 0, most, others, 0, most);
            return differs < 0 ? most : differs;
        }
    }

    /**
     * The beginning of a prompt that was read already.
     *
     * @param cache holds it in slot 0; not to be closed, and valid until the next call
     * @param positions how many tokens of it are of use
     */
    record Found(KvCache cache, int positions) {}

    /**
     * The longest beginning of some tokens that was read.
     *
     * @param limit how many tokens may be taken over
     */
    Optional<Found> longest(int[] tokens, int limit) {
        Kept best = null;
        int most = Math.min(limit, SHORTEST) - 1;
        for (Kept one : kept) {
            int common = one.common(tokens, limit);
            if (common > most) {
                best = one;
                most = common;
            }
        }
        if (best == null || most <= 0) {
            return Optional.empty();
        }
        kept.remove(best);
        kept.addFirst(best);
        return Optional.of(new Found(best.cache, most));
    }

    /**
     * Keeps what was read.
     *
     * @param cache holds it in slot 0; belongs to this from now on
     */
    void keep(int[] tokens, KvCache cache) {
        if (kept.stream().anyMatch(one -> one.common(tokens, tokens.length) == tokens.length)) {
            cache.close();
            return;
        }
        kept.addFirst(new Kept(tokens, cache));
        bytes += cache.bytes();
        for (Iterator<Kept> oldest = kept.descendingIterator(); bytes > mostBytes && oldest.hasNext(); ) {
            drop(oldest.next());
            oldest.remove();
        }
    }

    private void drop(Kept one) {
        bytes -= one.cache.bytes();
        one.cache.close();
    }

    /** How many bytes it holds. */
    long bytes() {
        return bytes;
    }

    @Override
    public void close() {
        kept.forEach(this::drop);
        kept.clear();
    }
}
