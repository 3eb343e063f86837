package org.fragaria.truth;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

import org.fragaria.model.HookPoint;
import org.fragaria.model.LanguageModel;
import org.fragaria.torch.Torch;

/**
 * Features by what they write: the direct effect of a unit of their decoder direction on the logits, weighed by
 * {@code P(token | concept) − P(token)} over the selection tokens.
 */
final class Outputs {

    private final LanguageModel model;
    private final LabelledTexts texts;

    Outputs(LanguageModel model, LabelledTexts texts) {
        this.model = model;
        this.texts = texts;
    }

    /** Features of a source, those that write a concept most first; empty where the direct effect is not defined. */
    List<Integer> best(TruthSource source, int concept, int most) {
        if (source.address().point().width() != HookPoint.Width.D_MODEL) {
            return List.of();
        }
        float[] scores = scores(source, weights(concept));
        return IntStream.range(0, scores.length)
                .filter(f -> source.density()[f] > 0)
                .boxed()
                .sorted(Comparator.comparingDouble(f -> -scores[f]))
                .limit(most)
                .toList();
    }

    private float[] scores(TruthSource source, float[] weights) {
        try (NDManager scratch = Torch.manager().newSubManager()) {
            NDArray rows = source.dictionary().decoder().duplicate();
            rows.attach(scratch);
            NDArray norms = rows.square().sum(new int[] {1}).sqrt().add(1e-9);
            NDArray effect = model.logitEffect(rows).matMul(scratch.create(weights, new Shape(weights.length, 1)));
            return effect.reshape(-1).div(norms).toFloatArray();
        }
    }

    private float[] weights(int concept) {
        int[] ids = texts.ids();
        int[][] labels = texts.labels();
        double[] with = new double[model.config().vocabulary()];
        double[] all = new double[with.length];
        double n = 0;
        for (int row = 0; row < ids.length; row++) {
            boolean has = Arrays.binarySearch(labels[row], concept) >= 0;
            all[ids[row]]++;
            with[ids[row]] += has ? 1 : 0;
            n += has ? 1 : 0;
        }
        float[] weights = new float[with.length];
        for (int v = 0; v < weights.length; v++) {
            weights[v] = (float) ((n == 0 ? 0 : with[v] / n) - all[v] / ids.length);
        }
        return weights;
    }
}
