package org.fragaria.engine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import org.fragaria.problem.UnavailableException;

/**
 * Who waits for an engine, and who is next: clients take turns, so that one who asks for much does not keep the others
 * waiting. Safe for any thread.
 */
final class Admission {

    /** Requests with fewer rows that may be taken before one for which there is no room. */
    private static final int PATIENCE = 8;

    /** How much a new time counts in the mean of how long requests hold their rows. */
    private static final double WEIGHT = 0.1;

    /** Seconds that a request holds its rows, until the first one has shown how long. */
    private static final double FIRST_GUESS = 5;

    private static final int LONGEST_RETRY = 120;

    private final String model;
    private final Limits limits;

    /** Who waits, by client, in the order of their turns; no queue is empty. */
    private final Map<String, Deque<Generation>> queues = new LinkedHashMap<>();

    private final Map<String, Integer> held = new HashMap<>();
    private int taken;
    private int waiting;
    private int waitingRows;
    private double seconds = FIRST_GUESS;
    private boolean closed;

    Admission(String model, Limits limits) {
        this.model = model;
        this.limits = limits;
    }

    /**
     * Puts a request into the queue.
     *
     * @throws UnavailableException if the queue is full, or closed
     */
    synchronized Generation submit(GenerationRequest request, GenerationListener listener) {
        if (closed) {
            throw new UnavailableException("The engine of model " + model + " is closed.");
        }
        if (waiting >= limits.queue()) {
            throw new UnavailableException(
                    waiting + " requests wait for model " + model + " already: try again in " + retry(waitingRows / 2)
                            + " seconds.",
                    retry(waitingRows / 2));
        }
        Deque<Generation> own = queues.getOrDefault(request.client(), new ArrayDeque<>());
        if (!request.client().isEmpty() && own.size() >= limits.queuePerClient()) {
            int rows = own.stream().mapToInt(Generation::rows).sum();
            throw new UnavailableException(
                    own.size() + " of your requests wait for model " + model + " already: wait for some of them, or"
                            + " cancel them, and try again in " + retry(rows / 2) + " seconds.",
                    retry(rows / 2));
        }
        Generation generation = new Generation(request, listener, this);
        own.add(generation);
        queues.putIfAbsent(request.client(), own);
        waiting++;
        waitingRows += generation.rows();
        notifyAll();
        return generation;
    }

    /** Seconds after which so many rows that wait have probably had their turn. */
    private int retry(int rows) {
        return (int) Math.clamp(Math.ceil(turns(rows)), 1, LONGEST_RETRY);
    }

    private double turns(double rows) {
        return seconds * rows / limits.rows();
    }

    /**
     * Takes the next request whose turn it is and for which there is room.
     *
     * @param room whether the rest of the engine has room for it
     */
    synchronized @Nullable Generation next(Predicate<Generation> room) {
        List<Generation> passed = new ArrayList<>();
        for (Map.Entry<String, Deque<Generation>> entry : queues.entrySet()) {
            Generation first = entry.getValue().getFirst();
            if (overShare(entry.getKey(), first.rows())) {
                continue;
            }
            if (taken + first.rows() <= limits.rows() && (taken == 0 || room.test(first))) {
                passed.forEach(Generation::overtake);
                take(first);
                return first;
            }
            if (first.overtaken() >= PATIENCE) {
                return null;
            }
            passed.add(first);
        }
        return null;
    }

    private boolean overShare(String client, int rows) {
        int has = held.getOrDefault(client, 0);
        return queues.size() > 1 && has > 0 && has + rows > limits.rowsPerClient();
    }

    private void take(Generation generation) {
        String client = generation.request().client();
        Deque<Generation> own = Objects.requireNonNull(queues.remove(client));
        own.removeFirst();
        if (!own.isEmpty()) {
            queues.put(client, own);
        }
        waiting--;
        waitingRows -= generation.rows();
        taken += generation.rows();
        held.merge(client, generation.rows(), Integer::sum);
        generation.begin(System.nanoTime());
    }

    /** A row of a request that was taken has left. */
    synchronized void left(Generation generation) {
        taken--;
        held.computeIfPresent(generation.request().client(), (client, rows) -> rows == 1 ? null : rows - 1);
    }

    /** A request that was taken is done: from this it is learnt how long others will wait. */
    synchronized void finished(Generation generation) {
        seconds += WEIGHT * ((System.nanoTime() - generation.began()) / 1e9 - seconds);
    }

    /** Takes out those that were cancelled while they waited. */
    synchronized List<Generation> cancelled() {
        List<Generation> gone = new ArrayList<>();
        for (Deque<Generation> own : queues.values()) {
            own.removeIf(generation -> {
                boolean cancelled = generation.cancelled();
                if (cancelled) {
                    gone.add(generation);
                }
                return cancelled;
            });
        }
        queues.values().removeIf(Deque::isEmpty);
        waiting -= gone.size();
        waitingRows -= gone.stream().mapToInt(Generation::rows).sum();
        return gone;
    }

    /** Its place among those that wait, from 1, if no more come; 0 if it does not wait. */
    synchronized int place(Generation generation) {
        Deque<Generation> own = queues.get(generation.request().client());
        int ahead = own == null ? -1 : List.copyOf(own).indexOf(generation);
        if (ahead < 0) {
            return 0;
        }
        int place = 1 + ahead;
        boolean before = true;
        for (Deque<Generation> other : queues.values()) {
            if (other == own) {
                before = false;
            } else {
                place += Math.min(other.size(), ahead + (before ? 1 : 0));
            }
        }
        return place;
    }

    synchronized Duration expectedWait(Generation generation) {
        int place = place(generation);
        if (place == 0) {
            return Duration.ZERO;
        }
        double ahead = (place - 1.0) * waitingRows / waiting;
        double missing = ahead + generation.rows() - (limits.rows() - taken);
        return Duration.ofMillis(Math.round(1000 * Math.max(0, turns(missing))));
    }

    synchronized Load load(Meter meter) {
        double missing = Math.max(0, waitingRows + 2.0 - (limits.rows() - taken));
        return new Load(
                taken,
                limits.rows(),
                waiting,
                waitingRows,
                turns(missing),
                meter.perSecond(),
                meter.tokens(),
                meter.promptTokens(),
                meter.reusedTokens());
    }

    /**
     * Waits until there is something to do.
     *
     * @param millis how long at most
     * @return false if nothing came in that time
     */
    synchronized boolean await(long millis) throws InterruptedException {
        long end = System.nanoTime() + millis * 1_000_000;
        while (!closed && waiting == 0) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    synchronized boolean closed() {
        return closed;
    }

    /** Takes no more; returns those that waited. */
    synchronized List<Generation> close() {
        closed = true;
        List<Generation> left = queues.values().stream().flatMap(Deque::stream).toList();
        queues.clear();
        waiting = 0;
        waitingRows = 0;
        notifyAll();
        return left;
    }
}
