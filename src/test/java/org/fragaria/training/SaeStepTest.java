package org.fragaria.training;

import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.fragaria.dictionary.Architecture;
import org.fragaria.dictionary.StoredAs;
import org.fragaria.torch.Torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** The closed-form gradients beside finite differences of the loss, computed by a slow, obvious implementation. */
class SaeStepTest {

    private static final int B = 16;
    private static final int D = 5;
    private static final int N = 12;
    private static final double VARIANCE = 3.5;

    /**
     * Adam's first step is the gradient's sign times the learning rate, so instead of gradients the test sees its first
     * moments: a tenth of the gradient.
     */
    @ParameterizedTest
    @EnumSource(
            value = Architecture.class,
            names = {"TOPK", "STANDARD", "JUMPRELU"})
    void gradientsAreThoseOfTheLoss(Architecture architecture) {
        TrainingSettings settings = new TrainingSettings(architecture, N, 4, 16 * 1000, B, 1e-9, 8, false, 3);
        Random random = new Random(5);
        float[] mean = random(random, D);
        try (NDManager manager = Torch.manager().newSubManager()) {
            Torch.inferenceThread();
            SaeParameters parameters = SaeParameters.random(manager, settings, mean);
            float[] input = random(random, B * D);
            Sparsity sparsity =
                    switch (architecture) {
                        case TOPK -> new Sparsity.TopK(4);
                        case STANDARD -> new Sparsity.L1(4, 1000, List.of(0.02));
                        default -> new Sparsity.Jump(4, parameters);
                    };
            double[][] weights = {
                doubles(parameters, SaeParameters.W_ENC), doubles(parameters, SaeParameters.B_ENC),
                doubles(parameters, SaeParameters.W_DEC), doubles(parameters, SaeParameters.B_DEC)
            };
            new SaeStep(parameters, sparsity, settings, VARIANCE).step(manager.create(input, new Shape(B, D)), 0);

            Function function = new Function(
                    architecture == Architecture.TOPK ? 4 : N,
                    architecture == Architecture.STANDARD ? 0.02 : 0,
                    architecture == Architecture.JUMPRELU ? SaeParameters.FIRST_THRESHOLD : 0);
            ToDoubleFunction<double[][]> loss = w -> loss(w, input, function);
            String[] names = {SaeParameters.W_ENC, SaeParameters.B_ENC, SaeParameters.W_DEC, SaeParameters.B_DEC};
            for (int p = 0; p < names.length; p++) {
                double[] expected = differences(loss, weights, p);
                if (p == 2) {
                    removeAlong(expected, weights[2]);
                }
                float[] found = parameters.gradientOfFirstStep(names[p]);
                for (int i = 0; i < found.length; i++) {
                    assertThat((double) found[i]).as(names[p] + " " + i).isCloseTo(expected[i], within(2e-5));
                }
            }
        }
    }

    /** The mean over prefixes of 3, 7 and all 12 features; the batch's 64 largest, or each token's 4. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void nestedGradientsAreThoseOfTheLoss(boolean wholeBatch) {
        TrainingSettings settings = nested(1e-9, wholeBatch, List.of(3, 7));
        Random random = new Random(5);
        try (NDManager manager = Torch.manager().newSubManager()) {
            Torch.inferenceThread();
            SaeParameters parameters = SaeParameters.random(manager, settings, random(random, D));
            float[] input = random(random, B * D);
            double[][] weights = {
                doubles(parameters, SaeParameters.W_ENC), doubles(parameters, SaeParameters.B_ENC),
                doubles(parameters, SaeParameters.W_DEC), doubles(parameters, SaeParameters.B_DEC)
            };
            Sparsity sparsity = wholeBatch ? new Sparsity.BatchTopK(settings, List.of()) : new Sparsity.TopK(4);
            new SaeStep(parameters, sparsity, settings, VARIANCE).step(manager.create(input, new Shape(B, D)), 0);

            Function function =
                    wholeBatch ? new Function(N, 0, sparsity.strengths().getFirst() - 1e-5) : new Function(4, 0, 0);
            ToDoubleFunction<double[][]> loss = w -> (loss(prefix(w, 3), input, function)
                            + loss(prefix(w, 7), input, function)
                            + loss(w, input, function))
                    / 3;
            String[] names = {SaeParameters.W_ENC, SaeParameters.B_ENC, SaeParameters.W_DEC, SaeParameters.B_DEC};
            for (int p = 0; p < names.length; p++) {
                double[] expected = differences(loss, weights, p);
                if (p == 2) {
                    removeAlong(expected, weights[2]);
                }
                float[] found = parameters.gradientOfFirstStep(names[p]);
                for (int i = 0; i < found.length; i++) {
                    assertThat((double) found[i]).as(names[p] + " " + i).isCloseTo(expected[i], within(2e-5));
                }
            }
        }
    }

    private static TrainingSettings nested(double rate, boolean wholeBatch, List<Integer> nested) {
        return new TrainingSettings(
                Architecture.TOPK,
                N,
                4,
                16 * 1000,
                B,
                rate,
                8,
                false,
                wholeBatch,
                new Levels(nested, List.of(), List.of()),
                StoredAs.FLOAT32,
                3);
    }

    /** The same weights, with the decoder's rows behind a prefix at zero. */
    private static double[][] prefix(double[][] w, int end) {
        double[][] cut = w.clone();
        cut[2] = w[2].clone();
        java.util.Arrays.fill(cut[2], end * D, N * D, 0);
        return cut;
    }

    private static double[] differences(ToDoubleFunction<double[][]> loss, double[][] weights, int p) {
        double[] gradient = new double[weights[p].length];
        double h = 1e-6;
        for (int i = 0; i < gradient.length; i++) {
            double kept = weights[p][i];
            weights[p][i] = kept + h;
            double up = loss.applyAsDouble(weights);
            weights[p][i] = kept - h;
            gradient[i] = (up - loss.applyAsDouble(weights)) / (2 * h);
            weights[p][i] = kept;
        }
        return gradient;
    }

    /** The k largest above a threshold (jumprelu's penalty acts on thresholds only), and a penalty on their sum. */
    private record Function(int k, double l1, double threshold) {}

    /** mean ‖y − x‖² / variance + l1 · mean Σ z. */
    private static double loss(double[][] w, float[] x, Function f) {
        double sum = 0;
        for (int b = 0; b < B; b++) {
            double[] pre = new double[N];
            for (int j = 0; j < N; j++) {
                pre[j] = w[1][j];
                for (int i = 0; i < D; i++) {
                    pre[j] += (x[b * D + i] - w[3][i]) * w[0][i * N + j];
                }
            }
            double[] sorted = pre.clone();
            java.util.Arrays.sort(sorted);
            double least = Math.max(sorted[N - f.k()], f.threshold());
            for (int i = 0; i < D; i++) {
                double y = w[3][i];
                for (int j = 0; j < N; j++) {
                    y += (pre[j] >= least ? Math.max(pre[j], 0) : 0) * w[2][j * D + i];
                }
                sum += (y - x[b * D + i]) * (y - x[b * D + i]) / VARIANCE;
            }
            for (double v : pre) {
                sum += f.l1() * Math.max(v, 0);
            }
        }
        return sum / B;
    }

    private static void removeAlong(double[] gradient, double[] rows) {
        for (int j = 0; j < N; j++) {
            double along = 0;
            for (int i = 0; i < D; i++) {
                along += gradient[j * D + i] * rows[j * D + i];
            }
            for (int i = 0; i < D; i++) {
                gradient[j * D + i] -= along * rows[j * D + i];
            }
        }
    }

    @org.junit.jupiter.api.Test
    void decoderRowsKeepTheirNorm() {
        TrainingSettings settings = new TrainingSettings(Architecture.TOPK, N, 4, 16 * 100, B, 0.1, 8, false, 3);
        Random random = new Random(6);
        try (NDManager manager = Torch.manager().newSubManager()) {
            Torch.inferenceThread();
            SaeParameters parameters = SaeParameters.random(manager, settings, random(random, D));
            SaeStep step = new SaeStep(parameters, new Sparsity.TopK(4), settings, VARIANCE);
            for (int i = 0; i < 10; i++) {
                step.step(manager.create(random(random, B * D), new Shape(B, D)), i);
            }
            try (NDArray squares = parameters.get(SaeParameters.W_DEC).square()) {
                for (float norm : squares.sum(new int[] {1}).toFloatArray()) {
                    assertThat(norm).isCloseTo(1, within(1e-5f));
                }
            }
        }
    }

    /** Features whose bias keeps them off come back, whatever the architecture. */
    @ParameterizedTest
    @EnumSource(
            value = Architecture.class,
            names = {"TOPK", "STANDARD", "JUMPRELU"})
    void deadFeaturesAreRevived(Architecture architecture) {
        TrainingSettings settings = new TrainingSettings(architecture, N, 4, 16 * 1000, B, 0.01, 8, false, 3);
        Random random = new Random(6);
        try (NDManager manager = Torch.manager().newSubManager()) {
            Torch.inferenceThread();
            SaeParameters parameters = SaeParameters.random(manager, settings, new float[D]);
            float[] low = new float[N];
            low[2] = -9;
            low[7] = -9;
            parameters.get(SaeParameters.B_ENC).set(low);
            Sparsity sparsity =
                    switch (architecture) {
                        case TOPK -> new Sparsity.TopK(4);
                        case STANDARD -> new Sparsity.L1(4, 1000, List.of(0.001));
                        default -> new Sparsity.Jump(4, parameters);
                    };
            SaeStep step = new SaeStep(parameters, sparsity, settings, VARIANCE);
            int mostDead = 0;
            for (int i = 0; i < 900; i++) {
                try (NDManager scratch = manager.newSubManager()) {
                    NDArray x = scratch.create(random(random, B * D), new Shape(B, D));
                    mostDead = Math.max(mostDead, step.step(x, i).dead());
                }
            }
            float[] silent = parameters.silent().toFloatArray();
            assertThat(mostDead).isGreaterThanOrEqualTo(2);
            assertThat(silent[2]).as("it fired in the meantime").isLessThan(900 * B);
            assertThat(silent[7]).as("it fired in the meantime").isLessThan(900 * B);
        }
    }

    private static double[] doubles(SaeParameters parameters, String name) {
        float[] values = parameters.get(name).toFloatArray();
        double[] wide = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            wide[i] = values[i];
        }
        return wide;
    }

    private static float[] random(Random random, int n) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
