package org.fragaria.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;

import org.fragaria.problem.InvalidException;
import org.fragaria.torch.TorchOps;

/** Tells what a step chose, and how probable it was: a few operations for all rows together. */
final class Teller {

    private static final int[] NO_IDS = {};
    private static final float[] NOTHING = {};

    private final List<Row> rows;
    private final int[] leaders;
    private final NDArray logProbabilities;

    /**
     * A step's rows.
     *
     * @param leaders of each row the number of the row whose token it gets
     * @param logits {@code [row, vocabulary]}
     */
    Teller(List<Row> rows, int[] leaders, NDArray logits) {
        this.rows = rows;
        this.leaders = leaders;
        logProbabilities = TorchOps.logSoftmax(logits);
    }

    /** Appends the chosen tokens and tells them. */
    void tell(int[] chosen) {
        NDManager manager = logProbabilities.getManager();
        NDArray ids = manager.create(chosen).toType(DataType.INT64, false);
        float[] scores = logProbabilities.gather(ids.expandDims(1), 1).toFloatArray();
        float[] divergences = divergences();
        Likeliest likeliest = likeliest();
        for (int r = 0; r < chosen.length; r++) {
            Row row = rows.get(r);
            if (Float.isNaN(scores[r])) {
                row.generation().breakOff(overflown(row));
                continue;
            }
            row.append(chosen[r]);
            int id = chosen[r];
            float score = scores[r];
            row.generation().tell(l -> l.token(row.variant(), row.length() - 1, id, score));
            int alternatives = row.generation().request().alternatives();
            if (alternatives > 0 || !row.asked().leads()) {
                GenerationListener.Detail detail = likeliest.of(r, alternatives, divergences[r]);
                row.generation().tell(l -> l.detail(row.variant(), row.length() - 1, detail));
            }
        }
    }

    private static InvalidException overflown(Row row) {
        return new InvalidException("After " + row.generated() + " tokens the model's numbers in variant "
                + row.variant() + " left the range of float32, so no token can be chosen: ask for a smaller strength.");
    }

    /** {@code KL(P_leader ‖ P_own)} in nats of the rows that follow, 0 of the others. */
    private float[] divergences() {
        float[] all = new float[rows.size()];
        long[] followers = java.util.stream.LongStream.range(0, all.length)
                .filter(r -> leaders[(int) r] != r)
                .toArray();
        if (followers.length == 0) {
            return all;
        }
        long[] theirs = Arrays.stream(followers).map(r -> leaders[(int) r]).toArray();
        NDManager manager = logProbabilities.getManager();
        NDArray own = TorchOps.rows(manager.create(followers), logProbabilities);
        NDArray other = TorchOps.rows(manager.create(theirs), logProbabilities);
        float[] found = other.exp().mul(other.sub(own)).sum(new int[] {1}).toFloatArray();
        for (int f = 0; f < found.length; f++) {
            // Rounding may leave a hair below zero, which no divergence is.
            all[(int) followers[f]] = Math.max(0, found[f]);
        }
        return all;
    }

    /**
     * The likeliest tokens of some rows.
     *
     * @param rows numbers of the rows
     * @param most how many tokens of each
     */
    @SuppressWarnings("ArrayRecordComponent") // local to a step
    private record Likeliest(List<Integer> rows, int most, long[] ids, float[] logProbabilities) {
        GenerationListener.Detail of(int row, int count, float divergence) {
            if (count == 0) {
                return new GenerationListener.Detail(NO_IDS, NOTHING, divergence);
            }
            int from = rows.indexOf(row) * most;
            int[] tokens = new int[Math.min(count, most)];
            Arrays.setAll(tokens, i -> (int) ids[from + i]);
            return new GenerationListener.Detail(
                    tokens, Arrays.copyOfRange(logProbabilities, from, from + tokens.length), divergence);
        }
    }

    private Likeliest likeliest() {
        List<Integer> asked = new ArrayList<>();
        int most = 0;
        for (int r = 0; r < rows.size(); r++) {
            int count = rows.get(r).generation().request().alternatives();
            if (count > 0) {
                asked.add(r);
                most = Math.max(most, count);
            }
        }
        if (asked.isEmpty()) {
            return new Likeliest(asked, 0, new long[0], NOTHING);
        }
        most = Math.min(most, (int) logProbabilities.getShape().get(1));
        long[] numbers = asked.stream().mapToLong(Integer::longValue).toArray();
        NDArray some = TorchOps.rows(logProbabilities.getManager().create(numbers), logProbabilities);
        NDList top = some.topK(most, 1);
        return new Likeliest(asked, most, top.get(1).toLongArray(), top.get(0).toFloatArray());
    }
}
