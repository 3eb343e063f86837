package org.fragaria.account;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import org.fragaria.problem.TooManyException;

/** Allows somebody a number of things within any hour. Kept in memory, for each server; safe for any number of threads. */
public final class WriteLimit {

    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final int WRITERS = 100_000;

    private final String what;
    private final String setting;
    private final int perHour;
    private final LongSupplier millis;
    private final Cache<String, Deque<Long>> times = Caffeine.newBuilder()
            .maximumSize(WRITERS)
            .expireAfterAccess(Duration.ofHours(1))
            .build();

    /**
     * A limit.
     *
     * @param what what is counted, for the message, in the plural
     * @param setting the configuration key that raises it
     * @param millis the clock
     */
    public WriteLimit(String what, String setting, int perHour, LongSupplier millis) {
        this.what = what;
        this.setting = setting;
        this.perHour = perHour;
        this.millis = millis;
    }

    /**
     * Counts one more thing.
     *
     * @throws TooManyException if that is one too many; it is not counted then
     */
    public void count(String who) {
        Deque<Long> past = times.get(who, unseen -> new ArrayDeque<>());
        synchronized (past) {
            long now = millis.getAsLong();
            while (!past.isEmpty() && now - past.getFirst() >= HOUR) {
                past.removeFirst();
            }
            if (past.size() >= perHour) {
                long wait = past.isEmpty() ? 60 : Math.ceilDiv(HOUR - (now - past.getFirst()), 60_000L);
                throw new TooManyException(
                        "At most " + perHour + " " + what + " in an hour: the next one can come in " + wait
                                + " min. The setting " + setting + " says so.",
                        (int) wait * 60);
            }
            past.addLast(now);
        }
    }
}
