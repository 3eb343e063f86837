package org.fragaria.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;

import org.fragaria.intervention.BatchEdits;
import org.fragaria.model.KvCache;
import org.fragaria.model.LanguageModel;
import org.fragaria.model.Step;
import org.fragaria.problem.InvalidException;
import org.fragaria.problem.TooLargeException;
import org.fragaria.problem.UnavailableException;
import org.fragaria.torch.Torch;
import org.fragaria.torch.TorchOps;

/**
 * The scheduler of one loaded model: merges the rows of all requests into batches, step by step. Rows join and leave
 * between steps; each has its own interventions, seed and length. One thread does all the work; any thread may submit.
 * The caller owns the model and closes it after the engine.
 */
public final class Engine implements AutoCloseable {

    /** Rows in flight at most; further requests wait. */
    static final int MOST_ROWS = 64;

    /** Requests that may wait at most; further ones are refused. */
    static final int LONGEST_QUEUE = 256;

    private final LanguageModel model;
    private final KvCache cache;
    private final Deque<Generation> waiting = new ArrayDeque<>();
    private final List<Row> active = new ArrayList<>();
    private final Thread worker;
    private boolean closed;

    /** Starts the scheduler of a model. */
    public Engine(LanguageModel model) {
        this.model = model;
        cache = new KvCache(model.config(), model.manager());
        worker = Thread.ofPlatform().name("engine-" + model.id()).daemon().unstarted(this::work);
        worker.start();
    }

    /** The model at work. */
    public LanguageModel model() {
        return model;
    }

    /**
     * Accepts a request. Its rows join the batch when there is room.
     *
     * @throws TooLargeException if the prompt leaves no room in the model's context
     * @throws InvalidException if an intervention's address or width is not the model's, or a token id is unknown
     * @throws UnavailableException if too many requests wait, or the engine is closed
     */
    public Generation submit(GenerationRequest request, GenerationListener listener) {
        check(request);
        Generation generation = new Generation(request, listener);
        synchronized (waiting) {
            if (closed) {
                throw new UnavailableException("The engine of model " + model.id() + " is closed.");
            }
            if (waiting.size() >= LONGEST_QUEUE) {
                throw new UnavailableException(LONGEST_QUEUE + " requests wait for model " + model.id()
                        + " already; try again in a few seconds.");
            }
            waiting.add(generation);
            waiting.notifyAll();
        }
        return generation;
    }

    private void check(GenerationRequest request) {
        int context = model.config().contextLength();
        if (request.prompt().length >= context) {
            throw new TooLargeException("The prompt has " + request.prompt().length + " tokens; model " + model.id()
                    + " reads at most " + context + ", of which at least one is generated. Shorten the prompt.");
        }
        for (int id : request.prompt()) {
            if (id < 0 || id >= model.config().vocabulary()) {
                throw new InvalidException("Token id " + id + " in the prompt: model " + model.id() + " has ids 0 to "
                        + (model.config().vocabulary() - 1));
            }
        }
        if (request.variants().size() > MOST_ROWS) {
            throw new TooLargeException("A request may have at most " + MOST_ROWS + " variants.");
        }
        request.variants().forEach(v -> v.interventions().forEach(i -> i.requireFits(model.config())));
    }

    private void work() {
        Torch.inferenceThread();
        while (awaitWork()) {
            try {
                dropCancelled();
                admit();
                if (!active.isEmpty()) {
                    step(0, active.size());
                }
            } catch (RuntimeException | LinkageError failure) {
                failAll(failure);
            }
        }
    }

    /** Waits until there is something to do; false once closed. */
    private boolean awaitWork() {
        synchronized (waiting) {
            while (!closed && waiting.isEmpty() && active.isEmpty()) {
                try {
                    waiting.wait();
                } catch (InterruptedException e) {
                    return false;
                }
            }
            return !closed;
        }
    }

    /** Takes waiting requests in while there is room, and reads their prompts. */
    private void admit() {
        for (Generation next = nextThatFits(); next != null; next = nextThatFits()) {
            if (next.cancelled()) {
                for (int v = 0; v < next.request().variants().size(); v++) {
                    next.rowEnded(v, GenerationListener.End.CANCELLED);
                }
                continue;
            }
            int first = active.size();
            for (int variant = 0; variant < next.request().variants().size(); variant++) {
                active.add(new Row(next, variant));
            }
            step(first, active.size());
        }
    }

    private @org.jspecify.annotations.Nullable Generation nextThatFits() {
        synchronized (waiting) {
            Generation next = waiting.peek();
            if (next == null || active.size() + next.request().variants().size() > MOST_ROWS) {
                return null;
            }
            return waiting.poll();
        }
    }

    /** One forward pass over the rows {@code from} to {@code to}, after which each has one token more, or has ended. */
    private void step(int from, int to) {
        List<Row> rows = List.copyOf(active.subList(from, to));
        int longest = rows.stream().mapToInt(Row::length).max().orElseThrow();
        cache.reserve(active.size(), longest);
        try (NDManager manager = model.manager().newSubManager()) {
            int[][] pending = rows.stream().map(Row::pending).toArray(int[][]::new);
            int[] starts = rows.stream().mapToInt(Row::cached).toArray();
            BatchEdits edits = new BatchEdits(
                    rows.stream().map(r -> r.context(model.tokenizer())).toList());
            NDArray normed = model.run(Step.cached(manager, pending, starts, cache, from), edits);
            rows.forEach(Row::allCached);
            choose(rows, model.logits(lastOf(normed)));
        }
        endRows(from, rows);
    }

    /** The last position of each row; the rows of one pass are equally long. */
    private static NDArray lastOf(NDArray normed) {
        long width = normed.getShape().get(1);
        return width == 1 ? normed.squeeze(1) : normed.get(":, " + (width - 1));
    }

    private void choose(List<Row> rows, NDArray logits) {
        NDArray logProbabilities = TorchOps.logSoftmax(logits);
        long[] likeliest = logits.argMax(1).toLongArray();
        int[] chosen = new int[rows.size()];
        for (int r = 0; r < chosen.length; r++) {
            Row row = rows.get(r);
            Sampling sampling = row.asked().sampling();
            if (!row.asked().leads()) {
                chosen[r] = chosen[leader(rows, r)];
            } else {
                chosen[r] = sampling.greedy()
                        ? (int) likeliest[r]
                        : Sampling.pick(
                                logits.get(r)
                                        .div(sampling.temperature())
                                        .softmax(0)
                                        .toFloatArray(),
                                sampling.lot(row.length()));
            }
        }
        NDArray ids = logProbabilities.getManager().create(chosen).toType(ai.djl.ndarray.types.DataType.INT64, false);
        float[] scores = logProbabilities.gather(ids.expandDims(1), 1).toFloatArray();
        for (int r = 0; r < chosen.length; r++) {
            Row row = rows.get(r);
            row.append(chosen[r]);
            row.generation().listener().token(row.variant(), row.length() - 1, chosen[r], scores[r]);
            tell(rows, r, logProbabilities);
        }
    }

    /** Where the row that another one follows stands in the same step; rows of a request join and move together. */
    private static int leader(List<Row> rows, int follower) {
        Row row = rows.get(follower);
        for (int r = 0; r < rows.size(); r++) {
            if (rows.get(r).generation() == row.generation()
                    && rows.get(r).variant() == row.asked().follows()) {
                return r;
            }
        }
        throw new IllegalStateException("A row follows one that is not in the step");
    }

    private static void tell(List<Row> rows, int r, NDArray logProbabilities) {
        Row row = rows.get(r);
        int alternatives = row.generation().request().alternatives();
        if (alternatives == 0 && row.asked().leads()) {
            return;
        }
        NDArray own = logProbabilities.get(r);
        float divergence = 0;
        if (!row.asked().leads()) {
            NDArray other = logProbabilities.get(leader(rows, r));
            divergence = other.exp().mul(other.sub(own)).sum().getFloat();
        }
        NDList top = alternatives == 0 ? new NDList() : own.topK(alternatives, 0);
        int[] ids = top.isEmpty()
                ? new int[0]
                : Arrays.stream(top.get(1).toLongArray())
                        .mapToInt(Math::toIntExact)
                        .toArray();
        float[] values = top.isEmpty() ? new float[0] : top.get(0).toFloatArray();
        row.generation()
                .listener()
                .detail(row.variant(), row.length() - 1, new GenerationListener.Detail(ids, values, divergence));
    }

    private void endRows(int from, List<Row> rows) {
        for (int r = rows.size() - 1; r >= 0; r--) {
            Row row = rows.get(r);
            GenerationListener.End end = endOf(row);
            if (end != null) {
                remove(from + r);
                row.generation().rowEnded(row.variant(), end);
            }
        }
    }

    private GenerationListener.@org.jspecify.annotations.Nullable End endOf(Row row) {
        GenerationRequest request = row.generation().request();
        int last = row.pending()[0];
        if (request.stopAtEnd() && model.config().endOfText().contains(last)) {
            return GenerationListener.End.END_OF_TEXT;
        }
        if (row.generated() >= request.tokens()) {
            return GenerationListener.End.LENGTH;
        }
        return row.length() >= model.config().contextLength() ? GenerationListener.End.CONTEXT : null;
    }

    /** Takes a row out; the last one moves into its slot, so that there are no gaps. */
    private void remove(int slot) {
        int last = active.size() - 1;
        if (slot != last) {
            cache.move(last, slot);
            active.set(slot, active.get(last));
        }
        active.remove(last);
    }

    private void dropCancelled() {
        for (int slot = active.size() - 1; slot >= 0; slot--) {
            Row row = active.get(slot);
            if (row.generation().cancelled()) {
                remove(slot);
                row.generation().rowEnded(row.variant(), GenerationListener.End.CANCELLED);
            }
        }
    }

    private void failAll(Throwable failure) {
        RuntimeException cause =
                failure instanceof RuntimeException e ? e : new IllegalStateException("The engine failed", failure);
        List<Row> rows = List.copyOf(active);
        active.clear();
        rows.stream().map(Row::generation).distinct().forEach(g -> g.fail(cause));
    }

    /** Stops the worker; what waits or runs fails. */
    @Override
    public void close() {
        List<Generation> left;
        synchronized (waiting) {
            closed = true;
            left = new ArrayList<>(waiting);
            waiting.clear();
            waiting.notifyAll();
        }
        try {
            worker.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        UnavailableException reason = new UnavailableException("The engine of model " + model.id() + " was closed.");
        left.forEach(g -> g.fail(reason));
        failAll(reason);
        cache.close();
    }
}
