package org.fragaria.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

import org.fragaria.dictionary.Dictionary;
import org.fragaria.intervention.BatchEdits;
import org.fragaria.intervention.Intervention;
import org.fragaria.intervention.Method;
import org.fragaria.intervention.RowContext;
import org.fragaria.intervention.Scope;
import org.fragaria.measure.EffectProbe.Passage;
import org.fragaria.measure.MeasuredFeature.Effect;
import org.fragaria.model.Address;
import org.fragaria.model.LanguageModel;
import org.fragaria.model.Step;
import org.fragaria.torch.Torch;
import org.fragaria.torch.TorchOps;

/**
 * An {@link EffectProbe} by running the model: the passages of a call are one batch, each a row as it is and a row with its
 * feature off. Owns neither model nor dictionary.
 */
final class OffEffects implements EffectProbe {

    /** Tokens per forward pass, at most; a passage has two rows of them. */
    private static final int MOST_TOKENS = 4096;
    /** Log-probabilities that are held at a time, at most: 32 MB of float32, and a few times that while they are made. */
    private static final int MOST_LOGITS = 8 << 20;

    private final LanguageModel model;
    private final Dictionary dictionary;
    private final Address address;
    private final Scope scope;
    private final boolean special;

    /** @param special whether features are switched off on special tokens and in the first position as well */
    OffEffects(LanguageModel model, Dictionary dictionary, Address address, boolean special) {
        this.model = model;
        this.dictionary = dictionary;
        this.address = address;
        this.special = special;
        scope = special ? Scope.ALL.withSpecialTokens() : Scope.range(1, Integer.MAX_VALUE);
    }

    @Override
    public int batch(int windowLength) {
        return Math.max(1, MOST_TOKENS / (2 * windowLength));
    }

    @Override
    public List<Effect> of(List<Passage> passages) {
        Torch.inferenceThread();
        Places places = new Places(passages);
        try (NDManager manager = model.manager().newSubManager()) {
            NDArray normed = run(manager, passages, places.length);
            NDArray flat = normed.reshape(-1, normed.getShape().get(2));
            int step = Math.max(1, MOST_LOGITS / (2 * model.config().vocabulary()));
            for (int from = 0; from < places.count; from += step) {
                compare(flat, places, from, Math.min(places.count, from + step));
            }
        }
        return places.effects();
    }

    /** What stands before the unembedding, {@code [row, position, dModel]}: first the passages as they are, then off. */
    private NDArray run(NDManager manager, List<Passage> passages, int length) {
        List<RowContext> rows = new ArrayList<>();
        for (Passage passage : passages) {
            rows.add(row(passage, length, List.of()));
        }
        for (Passage passage : passages) {
            Intervention off =
                    Intervention.onFeature(address, dictionary.feature(passage.feature()), Method.ABLATE, 0, scope);
            rows.add(row(passage, length, List.of(off)));
        }
        int[][] windows = rows.stream().map(RowContext::ids).toArray(int[][]::new);
        return model.run(Step.windows(manager, windows), new BatchEdits(rows));
    }

    private RowContext row(Passage passage, int length, List<Intervention> changes) {
        int[] ids = Arrays.copyOf(passage.window(), length);
        boolean[] marks = new boolean[length];
        for (int t = 0; t < length; t++) {
            marks[t] = !special && model.tokenizer().special(ids[t]);
        }
        return new RowContext(changes, 0, length, ids, marks);
    }

    private void compare(NDArray flat, Places places, int from, int to) {
        try (NDManager scratch = flat.getManager().newSubManager()) {
            NDArray own = expected(scratch, flat, Arrays.copyOfRange(places.unchanged, from, to));
            NDArray off = expected(scratch, flat, Arrays.copyOfRange(places.changed, from, to));
            NDArray next =
                    scratch.create(Arrays.copyOfRange(places.next, from, to)).expandDims(1);
            NDArray difference = own.sub(off);
            float[] loss = difference.gather(next, 1).toFloatArray();
            float[] divergence = own.exp().mul(difference).sum(new int[] {1}).toFloatArray();
            System.arraycopy(loss, 0, places.loss, from, to - from);
            System.arraycopy(divergence, 0, places.divergence, from, to - from);
        }
    }

    /** Log-probabilities of what comes next at some places, {@code [place, vocabulary]}. */
    private NDArray expected(NDManager scratch, NDArray flat, long[] at) {
        NDArray rows = TorchOps.rows(scratch.create(at), flat);
        rows.attach(scratch);
        NDArray logits = model.logits(rows);
        logits.attach(scratch);
        NDArray log = TorchOps.logSoftmax(logits);
        log.attach(scratch);
        return log;
    }

    /** Every token that is asked about and foreseen by others, in the order of the passages, and what was found for it. */
    private static final class Places {
        private final List<Passage> passages;
        private final int length;
        private final int count;
        /** Rows of the flat tensor that foresee each place, as the model is and with the feature off. */
        private final long[] unchanged;

        private final long[] changed;
        private final long[] next;
        private final float[] loss;
        private final float[] divergence;

        Places(List<Passage> passages) {
            this.passages = passages;
            length = passages.stream().mapToInt(Passage::to).max().orElseThrow();
            count = passages.stream().mapToInt(p -> p.to() - first(p)).sum();
            unchanged = new long[count];
            changed = new long[count];
            next = new long[count];
            loss = new float[count];
            divergence = new float[count];
            int n = 0;
            for (int row = 0; row < passages.size(); row++) {
                Passage passage = passages.get(row);
                for (int t = first(passage); t < passage.to(); t++) {
                    unchanged[n] = (long) row * length + t - 1;
                    changed[n] = (long) (row + passages.size()) * length + t - 1;
                    next[n++] = passage.window()[t];
                }
            }
        }

        private static int first(Passage passage) {
            return Math.max(1, passage.from());
        }

        List<Effect> effects() {
            List<Effect> effects = new ArrayList<>();
            int n = 0;
            for (Passage passage : passages) {
                int size = passage.to() - passage.from();
                Effect effect = new Effect(new float[size], new float[size]);
                for (int t = first(passage); t < passage.to(); t++) {
                    effect.loss()[t - passage.from()] = loss[n];
                    effect.divergence()[t - passage.from()] = Math.max(0, divergence[n++]);
                }
                effects.add(effect);
            }
            return effects;
        }
    }
}
