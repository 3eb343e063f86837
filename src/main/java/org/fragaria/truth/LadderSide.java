package org.fragaria.truth;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.jspecify.annotations.Nullable;

import org.fragaria.intervention.Intervention;
import org.fragaria.intervention.Positions;
import org.fragaria.model.Address;
import org.fragaria.model.LanguageModel;
import org.fragaria.torch.Torch;
import org.fragaria.truth.Statements.Asked;
import org.fragaria.truth.TruthReport.Change;

/**
 * Statements with everything read at their last token: the residual stream after every block, and every feature. Since a
 * change at the last token reads only what is there, its effect on the tensor is known beforehand ({@link #delta}) and is
 * added as it is. Owns a cache: close it. One thread.
 */
final class LadderSide implements AutoCloseable {

    private final List<Asked> asked;
    private final LastTokens tokens;
    private final Map<Address, float[]> residuals;
    private final Map<String, float[]> activations = new LinkedHashMap<>();
    private final Map<String, TruthSource> sources;
    private final int d;

    /**
     * What was answered.
     *
     * @param liarsTrue liars of whom the model expects the true place
     * @param liarsFalse of whom it expects the decoy
     */
    record Answers(long liars, long liarsTrue, long liarsFalse, long truthful, long truthfulTrue, long truthfulFalse) {

        static final Answers NONE = new Answers(0, 0, 0, 0, 0, 0);

        Answers plus(Answers o) {
            return new Answers(
                    liars + o.liars,
                    liarsTrue + o.liarsTrue,
                    liarsFalse + o.liarsFalse,
                    truthful + o.truthful,
                    truthfulTrue + o.truthfulTrue,
                    truthfulFalse + o.truthfulFalse);
        }

        /** The smaller of both shares of true answers. */
        double allTrue() {
            return Math.min(share(liarsTrue, liars), share(truthfulTrue, truthful));
        }

        /** The smaller of both shares of decoys. */
        double allFalse() {
            return Math.min(share(liarsFalse, liars), share(truthfulFalse, truthful));
        }

        private static double share(long hits, long trials) {
            return trials == 0 ? 0 : (double) hits / trials;
        }
    }

    LadderSide(LanguageModel model, Map<String, TruthSource> sources, List<Asked> asked) {
        this.asked = asked;
        this.sources = sources;
        d = model.config().dModel();
        tokens = new LastTokens(model, asked.stream().map(Asked::prompt).toList());
        residuals = tokens.residuals();
        sources.forEach((id, source) -> {
            float[] h = residuals.get(source.address());
            if (h != null) {
                try (NDManager manager = Torch.manager().newSubManager()) {
                    activations.put(
                            id,
                            source.dictionary()
                                    .encode(manager.create(h, new Shape(asked.size(), d)))
                                    .toFloatArray());
                }
            }
        });
    }

    /** The sources that read the residual stream after a block; only they can be turned at the last token. */
    Collection<String> sources() {
        return activations.keySet();
    }

    int size() {
        return asked.size();
    }

    boolean lies(int statement) {
        return asked.get(statement).lies();
    }

    /** The residual stream after a block at the last tokens, {@code [statement · dModel]}. */
    float[] residual(Address address) {
        return Objects.requireNonNull(residuals.get(address));
    }

    /** A feature at the last token of each statement, {@code [statement]}. */
    float[] feature(TruthSource source, int feature) {
        float[] all = Objects.requireNonNull(activations.get(source.id()));
        float[] found = new float[asked.size()];
        for (int s = 0; s < found.length; s++) {
            found[s] = all[s * source.dSae() + feature];
        }
        return found;
    }

    /** Mean over liars, or over truth-tellers, of one number a statement. */
    double mean(float[] values, boolean liars) {
        double sum = 0;
        int n = 0;
        for (int s = 0; s < values.length; s++) {
            if (lies(s) == liars) {
                sum += values[s];
                n++;
            }
        }
        return n == 0 ? 0 : sum / n;
    }

    /** Where changes act; they must share one address. */
    private Address address(List<Change> changes) {
        Change first = changes.getFirst();
        return first.vector() != null
                ? Address.parse(first.source())
                : Objects.requireNonNull(sources.get(first.source())).address();
    }

    /** What changes add to the residual stream at each statement's last token, {@code [statement][dModel]}. */
    float[][] delta(List<Change> changes) {
        float[][] delta = new float[asked.size()][d];
        if (changes.isEmpty()) {
            return delta;
        }
        float[] h = residual(address(changes));
        for (Change change : changes) {
            float @Nullable [] vector = change.vector();
            if (vector != null) {
                addVector(change, vector, h, delta);
            } else {
                addFeature(change, h, delta);
            }
        }
        return delta;
    }

    private void addVector(Change change, float[] w, float[] h, float[][] delta) {
        for (int s = 0; s < delta.length; s++) {
            double dot = 0;
            double square = 0;
            for (int i = 0; i < d; i++) {
                dot += (double) h[s * d + i] * w[i];
                square += (double) w[i] * w[i];
            }
            add(delta[s], w, coefficient(change, dot / square));
        }
    }

    private void addFeature(Change change, float[] h, float[][] delta) {
        TruthSource source = Objects.requireNonNull(sources.get(change.source()));
        float[] w = source.dictionary().decoderRow(change.index());
        float[] scales = source.dictionary().feature(change.index()).outputScales(h, delta.length);
        float[] values = feature(source, change.index());
        for (int s = 0; s < delta.length; s++) {
            add(delta[s], w, coefficient(change, values[s]) * scales[s]);
        }
    }

    private static double coefficient(Change change, double value) {
        return switch (change.method()) {
            case "add" -> change.strength();
            case "clamp" -> change.strength() - value;
            case "ablate" -> -value;
            default -> throw new IllegalArgumentException("no method " + change.method());
        };
    }

    private static void add(float[] delta, float[] w, double coefficient) {
        for (int i = 0; i < w.length; i++) {
            delta[i] += (float) (coefficient * w[i]);
        }
    }

    /** Mean length of what changes add. */
    double deltaLength(List<Change> changes) {
        double sum = 0;
        for (float[] row : delta(changes)) {
            double square = 0;
            for (float v : row) {
                square += (double) v * v;
            }
            sum += Math.sqrt(square);
        }
        return sum / Math.max(1, asked.size());
    }

    /** What the model answers under changes; none for the model as it is. */
    Answers answers(List<Change> changes) {
        List<List<Intervention>> rows = new ArrayList<>();
        float[][] delta = changes.isEmpty() ? new float[0][] : delta(changes);
        for (int s = 0; s < asked.size(); s++) {
            rows.add(
                    changes.isEmpty()
                            ? List.of()
                            : List.of(Intervention.add(address(changes), delta[s], 1, Positions.LAST)));
        }
        return count(tokens.next(rows));
    }

    /** The same by the steering room's own interventions. */
    Answers answersBySteering(List<Change> changes) {
        List<Intervention> interventions = new Changes(sources).interventions(changes);
        return count(tokens.next(java.util.Collections.nCopies(asked.size(), interventions)));
    }

    private Answers count(int[] next) {
        Answers sum = Answers.NONE;
        for (int s = 0; s < next.length; s++) {
            Asked a = asked.get(s);
            long right = next[s] == a.place() ? 1 : 0;
            long wrong = next[s] == a.decoy() ? 1 : 0;
            sum = sum.plus(a.lies() ? new Answers(1, right, wrong, 0, 0, 0) : new Answers(0, 0, 0, 1, right, wrong));
        }
        return sum;
    }

    @Override
    public void close() {
        tokens.close();
    }
}
