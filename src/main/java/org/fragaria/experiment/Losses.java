package org.fragaria.experiment;

import java.util.List;

import org.fragaria.engine.Tracer;
import org.fragaria.intervention.Intervention;
import org.fragaria.model.LanguageModel;

/** How badly a model predicts a text, from logits. */
final class Losses {

    private Losses() {}

    /**
     * Mean loss of a text after a prompt that it was perhaps not written for, nats per token.
     *
     * @param prompt token ids
     * @param text token ids; what does not fit into the model's context is left out
     */
    static double after(LanguageModel model, int[] prompt, int[] text) {
        int fits = Math.min(text.length, model.config().contextLength() - prompt.length);
        if (fits <= 0) {
            return Double.NaN;
        }
        int[] whole = java.util.Arrays.copyOf(prompt, prompt.length + fits);
        System.arraycopy(text, 0, whole, prompt.length, fits);
        double[] losses = of(whole, logits(model, whole, List.of()));
        double sum = 0;
        for (int i = 0; i < fits; i++) {
            sum += losses[prompt.length + i];
        }
        return sum / fits;
    }

    static float[] logits(LanguageModel model, int[] ids, List<Intervention> changes) {
        return new Tracer(model).trace(ids, List.of(), true, changes).logits();
    }

    /**
     * Loss of every token given those before it, nats; NaN of the first.
     *
     * @param logits {@code [position · vocabulary]}
     */
    static double[] of(int[] ids, float[] logits) {
        int vocabulary = logits.length / ids.length;
        double[] losses = new double[ids.length];
        losses[0] = Double.NaN;
        for (int t = 1; t < ids.length; t++) {
            int row = (t - 1) * vocabulary;
            losses[t] = logSum(logits, row, vocabulary) - logits[row + ids[t]];
        }
        return losses;
    }

    /** {@code log Σ exp} of a row. */
    static double logSum(float[] logits, int from, int vocabulary) {
        float most = Float.NEGATIVE_INFINITY;
        for (int v = 0; v < vocabulary; v++) {
            most = Math.max(most, logits[from + v]);
        }
        double sum = 0;
        for (int v = 0; v < vocabulary; v++) {
            sum += Math.exp(logits[from + v] - most);
        }
        return most + Math.log(sum);
    }

    /** {@code KL(P ‖ Q)} of two rows of logits, nats. */
    static double divergence(float[] p, float[] q, int from, int vocabulary) {
        double ofP = logSum(p, from, vocabulary);
        double ofQ = logSum(q, from, vocabulary);
        double sum = 0;
        for (int v = 0; v < vocabulary; v++) {
            double log = p[from + v] - ofP;
            sum += Math.exp(log) * (log - (q[from + v] - ofQ));
        }
        return Math.max(0, sum);
    }
}
