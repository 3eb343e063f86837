package org.fragaria.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.fragaria.intervention.Moved;
import org.fragaria.model.KvCache;
import org.fragaria.model.LanguageModel;
import org.fragaria.problem.InvalidException;
import org.fragaria.problem.TooLargeException;
import org.fragaria.problem.UnavailableException;
import org.fragaria.torch.Torch;

/**
 * The scheduler of one loaded model: merges the rows of all requests into batches, step by step. Rows join and leave
 * between steps; each has its own interventions, seed and length. Clients take turns; prompts are read in pieces between
 * the steps, so that a long one holds up nobody. What breaks one request, its interventions or its listener, ends that
 * request only. One thread does all the work; any thread may submit. The caller owns the model and closes it after the
 * engine.
 */
public final class Engine implements AutoCloseable {

    /** Rows of one request at most. */
    public static final int MOST_ROWS = 64;

    /** After so long without work the memory of the caches is freed. */
    private static final long REST_MILLIS = 5_000;

    private final LanguageModel model;
    private final Limits limits;
    private final Admission admission;
    private final Lanes lanes = new Lanes();
    private final Batch batch;
    private final Readings readings;
    private final List<Arrival> arrivals = new ArrayList<>();
    private final Meter meter = new Meter();
    private final Thread worker;

    /** Starts the scheduler of a model. */
    public Engine(LanguageModel model) {
        this(model, Limits.ofDevice());
    }

    /** Starts the scheduler of a model with other limits than suit the device. */
    public Engine(LanguageModel model, Limits limits) {
        this.model = model;
        this.limits = limits;
        admission = new Admission(model.id(), limits);
        batch = new Batch(model, lanes);
        readings = new Readings(model, lanes, limits, meter);
        worker = Thread.ofPlatform().name("engine-" + model.id()).daemon().unstarted(this::work);
        worker.start();
    }

    /** The model at work. */
    public LanguageModel model() {
        return model;
    }

    /** How busy it is now. */
    public Load load() {
        return admission.load(meter);
    }

    /**
     * Accepts a request. Its rows join the batch when it is its client's turn, there is room, and its prompt is read.
     *
     * @throws TooLargeException if the prompt leaves no room in the model's context, or it has too many variants
     * @throws InvalidException if an intervention's address or width is not the model's, or a token id is unknown
     * @throws UnavailableException if too many requests wait, of all or of this client, or the engine is closed
     */
    public Generation submit(GenerationRequest request, GenerationListener listener) {
        check(request);
        return admission.submit(request, listener);
    }

    private void check(GenerationRequest request) {
        int context = model.config().contextLength();
        if (request.longest() >= context) {
            throw new TooLargeException("The prompt has " + request.longest() + " tokens; model " + model.id()
                    + " reads at most " + context + ", of which at least one is generated. Shorten the prompt.");
        }
        checkTokens(request.prompt());
        request.variants().stream()
                .map(Variant::prompt)
                .filter(Objects::nonNull)
                .forEach(this::checkTokens);
        if (request.variants().size() > limits.rows()) {
            throw new TooLargeException("A request may have at most " + limits.rows() + " variants.");
        }
        request.variants().forEach(v -> v.interventions().forEach(i -> i.requireFits(model.config())));
    }

    private void checkTokens(int[] prompt) {
        for (int id : prompt) {
            if (id < 0 || id >= model.config().vocabulary()) {
                throw new InvalidException("Token id " + id + " in the prompt: model " + model.id() + " has ids 0 to "
                        + (model.config().vocabulary() - 1));
            }
        }
    }

    private void work() {
        Torch.inferenceThread();
        try {
            while (awaitWork()) {
                try {
                    turn();
                } catch (RuntimeException | LinkageError failure) {
                    failAll(failure);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until there is something to do; false once closed. */
    private boolean awaitWork() throws InterruptedException {
        boolean idle = batch.rows().isEmpty() && arrivals.isEmpty();
        if (idle) {
            meter.pause();
        }
        if (idle && !admission.await(REST_MILLIS)) {
            batch.rest();
            readings.rest();
        }
        return !admission.closed();
    }

    /** Lets go who is gone, takes in who is next, reads a piece of a prompt, and writes a token in each row. */
    private void turn() {
        dropGone();
        admit();
        readings.step();
        join();
        if (!batch.rows().isEmpty()) {
            int writing = batch.rows().size();
            batch.step();
            endRows();
            meter.count(writing);
        }
    }

    private void admit() {
        for (Generation next = admission.next(this::hasRoom); next != null; next = admission.next(this::hasRoom)) {
            Generation taken = next;
            List<Row> rows = Row.of(taken, model.tokenizer());
            arrivals.add(
                    new Arrival(taken, rows, rows.stream().map(this::reading).toList()));
        }
    }

    /** What a row needs to be read before it writes; nothing where the prompt is one token. */
    private Optional<Reading> reading(Row row) {
        int[] prompt = row.generation().request().prompt(row.variant());
        return prompt.length == 1
                ? Optional.empty()
                : Optional.of(readings.of(prompt, row.asked().interventions()));
    }

    /** Whether keys and values of a request's rows fit into the memory that rows in flight may take. */
    private boolean hasRoom(Generation next) {
        int rows = next.rows()
                + batch.rows().size()
                + arrivals.stream().mapToInt(arrival -> arrival.rows().size()).sum();
        int longest = Math.max(
                reach(next),
                Math.max(
                        batch.rows().stream()
                                .mapToInt(row -> reach(row.generation()))
                                .max()
                                .orElse(0),
                        arrivals.stream()
                                .mapToInt(arrival -> reach(arrival.generation()))
                                .max()
                                .orElse(0)));
        return rows * KvCache.bytes(model.config(), longest) <= limits.cacheBytes();
    }

    /** How long a request's rows may become, in tokens. */
    private int reach(Generation generation) {
        GenerationRequest request = generation.request();
        return Math.min(model.config().contextLength(), request.longest() + request.tokens());
    }

    /** Rows whose prompts are read begin to write. */
    private void join() {
        for (Arrival arrival : List.copyOf(arrivals)) {
            if (!arrival.ready()) {
                continue;
            }
            arrivals.remove(arrival);
            RuntimeException failure = arrival.failure();
            if (failure == null) {
                for (int r = 0; r < arrival.rows().size(); r++) {
                    add(arrival.rows().get(r), arrival.readings().get(r).orElse(null));
                }
            } else {
                arrival.generation().breakOff(failure);
                arrival.rows().forEach(this::brokenRow);
            }
            arrival.begun().forEach(readings::release);
        }
    }

    private void add(Row row, @Nullable Reading reading) {
        batch.add(row, reading == null ? null : reading.result());
        Moved far = row.generation().moved(row.variant());
        if (far != null && reading != null) {
            far.add(reading.moved());
        }
    }

    private void endRows() {
        for (int slot = batch.rows().size() - 1; slot >= 0; slot--) {
            Row row = batch.rows().get(slot);
            if (row.generation().broken() != null) {
                brokenRow(batch.remove(slot));
                continue;
            }
            GenerationListener.End end =
                    row.end(model.config().endOfText(), model.config().contextLength());
            if (end != null) {
                batch.remove(slot);
                ended(row, end);
            }
        }
    }

    private void brokenRow(Row row) {
        ended(row, GenerationListener.End.CANCELLED);
    }

    private void ended(Row row, GenerationListener.End end) {
        admission.left(row.generation());
        if (row.generation().rowEnded(row.variant(), end)) {
            admission.finished(row.generation());
        }
    }

    /** Rows of requests that were cancelled, or whose listener broke, leave. */
    private void dropGone() {
        for (Generation generation : admission.cancelled()) {
            for (int variant = 0; variant < generation.rows(); variant++) {
                generation.rowEnded(variant, GenerationListener.End.CANCELLED);
            }
        }
        for (int slot = batch.rows().size() - 1; slot >= 0; slot--) {
            if (gone(batch.rows().get(slot).generation())) {
                brokenRow(batch.remove(slot));
            }
        }
        for (Arrival arrival : List.copyOf(arrivals)) {
            if (gone(arrival.generation())) {
                arrivals.remove(arrival);
                arrival.begun().forEach(readings::release);
                arrival.rows().forEach(this::brokenRow);
            }
        }
    }

    private static boolean gone(Generation generation) {
        return generation.cancelled() || generation.broken() != null;
    }

    /** The engine itself failed: whoever was at work hears of it, and the next ones begin anew. */
    private void failAll(Throwable failure) {
        RuntimeException cause =
                failure instanceof RuntimeException e ? e : new IllegalStateException("The engine failed", failure);
        List<Row> rows = new ArrayList<>(batch.clear());
        arrivals.forEach(arrival -> rows.addAll(arrival.rows()));
        arrivals.clear();
        readings.forget();
        rows.forEach(row -> row.generation().breakOff(cause));
        rows.forEach(this::brokenRow);
    }

    /** Stops the worker; what waits or runs fails. */
    @Override
    public void close() {
        List<Generation> left = admission.close();
        try {
            worker.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        UnavailableException reason = new UnavailableException("The engine of model " + model.id() + " was closed.");
        left.forEach(generation -> generation.fail(reason));
        failAll(reason);
        batch.close();
        readings.close();
        lanes.close();
    }
}
