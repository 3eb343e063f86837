package org.fragaria.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

import org.fragaria.intervention.BatchEdits;
import org.fragaria.intervention.Intervention;
import org.fragaria.intervention.RowContext;
import org.fragaria.model.LanguageModel;
import org.fragaria.model.Step;
import org.fragaria.problem.InvalidException;
import org.fragaria.problem.TooLargeException;
import org.fragaria.torch.Torch;
import org.fragaria.torch.TorchOps;

/**
 * Reads one text under several sets of interventions, many at a time as rows of a batch, and compares what the model
 * expects: with nothing changed, and under each of them. Safe for any thread.
 */
public final class Comparer {

    /** Logits that are held at a time, at most: 64 MB of float32. */
    private static final long MOST_LOGITS = 16_000_000;

    private static final int MOST_ROWS = 16;

    private final LanguageModel model;
    private final int[] ids;
    private final boolean[] special;

    /**
     * Compares on a text.
     *
     * @param ids token ids, BOS included where the model wants it; at least two
     * @throws InvalidException if there are fewer
     * @throws TooLargeException if they are more than the model's context
     */
    public Comparer(LanguageModel model, int[] ids) {
        if (ids.length < 2) {
            throw new InvalidException("The text has " + ids.length
                    + " token: expected at least two, since each is foreseen from those before it.");
        }
        if (ids.length > model.config().contextLength()) {
            throw new TooLargeException("The text has " + ids.length + " tokens; model " + model.id()
                    + " reads at most " + model.config().contextLength() + ". Shorten it.");
        }
        this.model = model;
        this.ids = ids.clone();
        special = new boolean[ids.length];
        for (int t = 0; t < ids.length; t++) {
            special[t] = model.tokenizer().special(ids[t]);
        }
    }

    /**
     * What one set of interventions does.
     *
     * @param loss loss of each token given those before it, nats, {@code [position]}; NaN of the first
     * @param divergence {@code KL(unchanged ‖ changed)} of what is expected in the place of each token, nats, {@code
     *     [position]}; NaN of the first
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    public record Compared(float[] loss, float[] divergence) {}

    /** How many sets fit into one pass over the whole text, so that a caller can tell how far it is. */
    public int atOnce() {
        long row = (long) ids.length * model.config().vocabulary();
        return (int) Math.clamp(MOST_LOGITS / row - 1, 1, MOST_ROWS);
    }

    /**
     * Reads the whole text under some sets, in one pass together with the unchanged one.
     *
     * @param sets at most {@link #atOnce}; an empty set is the unchanged model
     * @return one for each set
     */
    public List<Compared> compare(List<List<Intervention>> sets) {
        List<List<Intervention>> rows = new ArrayList<>();
        rows.add(List.of());
        rows.addAll(sets);
        requireFits(rows);
        Torch.inferenceThread();
        try (NDManager manager = model.manager().newSubManager()) {
            int before = ids.length - 1;
            NDArray normed = run(manager, ids, rows).get(":, :" + before);
            NDArray log = TorchOps.logSoftmax(model.logits(normed.reshape(new Shape(
                            (long) rows.size() * before, normed.getShape().get(2)))))
                    .reshape(rows.size(), before, -1);
            NDArray own = log.get(0);
            NDArray weights = own.exp();
            List<Compared> compared = new ArrayList<>();
            for (int r = 1; r < rows.size(); r++) {
                NDArray other = log.get(r);
                float[] divergence =
                        weights.mul(own.sub(other)).sum(new int[] {1}).toFloatArray();
                compared.add(new Compared(losses(manager, other), shifted(divergence)));
            }
            return compared;
        }
    }

    private float[] losses(NDManager manager, NDArray log) {
        long[] next = Arrays.stream(ids).skip(1).asLongStream().toArray();
        NDArray picked = log.gather(manager.create(next).expandDims(1), 1);
        return shifted(picked.neg().toFloatArray());
    }

    /** Values of the places before tokens 1, 2, … as values of those tokens. */
    private static float[] shifted(float[] values) {
        float[] shifted = new float[values.length + 1];
        shifted[0] = Float.NaN;
        System.arraycopy(values, 0, shifted, 1, values.length);
        return shifted;
    }

    /**
     * How likely one token is under some sets; reads the text before it only.
     *
     * @param position the token's, 1 or later
     * @param sets any number; {@value #MOST_ROWS} at a time are wise
     * @return natural logarithm of its probability under each, {@code [set]}
     */
    public float[] logProbabilities(int position, List<List<Intervention>> sets) {
        if (position < 1 || position >= ids.length) {
            throw new InvalidException("Token " + position + ": the text has tokens 1 to " + (ids.length - 1)
                    + " that are foreseen from others.");
        }
        requireFits(sets);
        Torch.inferenceThread();
        try (NDManager manager = model.manager().newSubManager()) {
            int[] before = Arrays.copyOf(ids, position);
            NDArray normed = run(manager, before, sets).get(":, " + (position - 1));
            NDArray log = TorchOps.logSoftmax(model.logits(normed));
            return log.get(":, " + ids[position]).toFloatArray();
        }
    }

    private NDArray run(NDManager manager, int[] window, List<List<Intervention>> rows) {
        int[][] windows = new int[rows.size()][];
        List<RowContext> contexts = new ArrayList<>();
        for (int r = 0; r < windows.length; r++) {
            windows[r] = window;
            contexts.add(new RowContext(rows.get(r), 0, window.length, window, special));
        }
        return model.run(Step.windows(manager, windows), new BatchEdits(contexts));
    }

    private void requireFits(List<List<Intervention>> rows) {
        rows.forEach(row -> row.forEach(change -> change.requireFits(model.config())));
    }
}
