package org.fragaria.truth;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;

import org.fragaria.torch.Torch;
import org.fragaria.truth.TruthReport.Score;

/**
 * Linear probes: logistic regressions from the tensor at an address to every concept at once. Shapes: {@code n} rows,
 * {@code d} width, {@code C} concepts. Inputs are whitened first ({@code L⁻¹(x − mean)} with {@code LLᵀ} their covariance),
 * which makes the problem round, so that few steps of Adam suffice; the loss is the mean cross-entropy plus
 * {@code L2/2 · ‖w‖²}, its gradient {@code Xᵀ(σ(XW + b) − Y)/n + L2 · W}. Owns tensors: close it.
 */
final class Probes implements AutoCloseable {

    private static final double L2 = 1e-5;
    private static final int BATCH = 2048;
    private static final int STEPS = 450;
    private static final double RATE = 0.05;

    /** Added to the covariance, as a share of its mean diagonal. */
    private static final double RIDGE = 1e-5;

    private final NDManager manager = Torch.manager().newSubManager();
    private final int d;
    private final int concepts;
    private final NDArray mean;
    private final NDArray whitening;
    private NDArray w;
    private NDArray b;

    /**
     * Fits probes.
     *
     * @param x {@code [n · d]}
     * @param labels concepts of each row, {@code [n][]}
     */
    Probes(float[] x, int d, int[][] labels, int concepts) {
        this.d = d;
        this.concepts = concepts;
        int n = labels.length;
        try (NDManager scratch = manager.newSubManager()) {
            int[] order = shuffled(n);
            NDArray raw = scratch.create(rows(x, d, order), new Shape(n, d));
            mean = raw.mean(new int[] {0});
            NDArray centred = raw.sub(mean);
            double[] covariance = doubles(centred.transpose().matMul(centred).div(n));
            whitening = manager.create(inverseRoot(covariance, d), new Shape(d, d));
            mean.attach(manager);
            NDArray z = centred.matMul(whitening);
            NDArray y = scratch.create(targets(labels, concepts, order), new Shape(n, concepts));
            w = manager.zeros(new Shape(d, concepts));
            b = baseRates(y);
            descend(z, y);
        }
    }

    private static int[] shuffled(int n) {
        int[] order = new int[n];
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < n; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    private static float[] rows(float[] x, int d, int[] order) {
        float[] rows = new float[order.length * d];
        for (int i = 0; i < order.length; i++) {
            System.arraycopy(x, order[i] * d, rows, i * d, d);
        }
        return rows;
    }

    private static float[] targets(int[][] labels, int concepts, int[] order) {
        float[] y = new float[order.length * concepts];
        for (int i = 0; i < order.length; i++) {
            for (int concept : labels[order[i]]) {
                y[i * concepts + concept] = 1;
            }
        }
        return y;
    }

    private static double[] doubles(NDArray array) {
        float[] floats = array.toFloatArray();
        double[] doubles = new double[floats.length];
        for (int i = 0; i < doubles.length; i++) {
            doubles[i] = floats[i];
        }
        return doubles;
    }

    /** {@code (L⁻¹)ᵀ} of a covariance {@code LLᵀ}, by Cholesky's method; {@code [d · d]}, upper triangular. */
    private static float[] inverseRoot(double[] covariance, int d) {
        double trace = 0;
        for (int i = 0; i < d; i++) {
            trace += covariance[i * d + i];
        }
        double ridge = Math.max(1e-12, RIDGE * trace / d);
        double[] l = new double[d * d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = covariance[i * d + j] + (i == j ? ridge : 0);
                for (int k = 0; k < j; k++) {
                    sum -= l[i * d + k] * l[j * d + k];
                }
                l[i * d + j] = i == j ? Math.sqrt(Math.max(sum, ridge)) : sum / l[j * d + j];
            }
        }
        float[] inverse = new float[d * d];
        for (int column = 0; column < d; column++) {
            double[] solved = new double[d];
            for (int i = column; i < d; i++) {
                double sum = i == column ? 1 : 0;
                for (int k = column; k < i; k++) {
                    sum -= l[i * d + k] * solved[k];
                }
                solved[i] = sum / l[i * d + i];
                inverse[column * d + i] = (float) solved[i];
            }
        }
        return inverse;
    }

    private NDArray baseRates(NDArray y) {
        float[] rates = y.mean(new int[] {0}).toFloatArray();
        for (int c = 0; c < rates.length; c++) {
            double p = Math.clamp(rates[c], 1e-6, 1 - 1e-6);
            rates[c] = (float) Math.log(p / (1 - p));
        }
        return manager.create(rates);
    }

    private void descend(NDArray z, NDArray y) {
        int n = (int) z.getShape().get(0);
        Adam forW = new Adam(new Shape(d, concepts));
        Adam forB = new Adam(new Shape(concepts));
        int at = 0;
        for (int step = 1; step <= STEPS; step++) {
            int to = Math.min(n, at + BATCH);
            double rate = RATE * Math.min(1, 2.0 * (STEPS - step + 1) / STEPS);
            try (NDManager scratch = manager.newSubManager()) {
                NDArray input = z.get(at + ":" + to);
                NDArray target = y.get(at + ":" + to);
                input.attach(scratch);
                target.attach(scratch);
                NDArray error =
                        Activation.sigmoid(input.matMul(w).add(b)).sub(target).div(to - at);
                NDArray inW = input.transpose().matMul(error);
                NDArray regular = w.mul(L2);
                regular.attach(scratch);
                forW.step(w, inW.add(regular), rate, step);
                forB.step(b, error.sum(new int[] {0}), rate, step);
            }
            at = to == n ? 0 : to;
        }
    }

    /** Adam (Kingma, Ba 2015) with its usual constants. */
    private final class Adam {
        private final NDArray first;
        private final NDArray second;

        Adam(Shape shape) {
            first = manager.zeros(shape);
            second = manager.zeros(shape);
        }

        void step(NDArray value, NDArray gradient, double rate, int step) {
            first.muli(0.9).addi(gradient.mul(0.1));
            second.muli(0.999).addi(gradient.square().mul(0.001));
            NDList scratch = new NDList(first.div(1 - Math.pow(0.9, step)), second.div(1 - Math.pow(0.999, step)));
            scratch.attach(gradient.getManager());
            value.subi(scratch.get(0).div(scratch.get(1).sqrt().add(1e-8)).mul(rate));
        }
    }

    /** Scores of rows, {@code [n · C]}: logits. */
    float[] scores(float[] x) {
        int n = x.length / d;
        try (NDManager scratch = manager.newSubManager()) {
            NDArray z = scratch.create(x, new Shape(n, d)).sub(mean).matMul(whitening);
            return z.matMul(w).add(b).toFloatArray();
        }
    }

    /**
     * How well each concept is told, by the threshold with the best F1 on the selection rows.
     *
     * @param at the address
     * @param select scores and labels of the selection rows
     * @param test of the test rows
     */
    List<Score> score(String at, Scored select, Scored test) {
        List<Score> found = new ArrayList<>();
        for (int c = 0; c < concepts; c++) {
            float[] values = select.column(c, concepts);
            float threshold = Counts.threshold(values, select.positive(c));
            float[] others = test.column(c, concepts);
            boolean[] positive = test.positive(c);
            long[] seen = new long[3];
            for (int i = 0; i < others.length; i++) {
                boolean predicted = others[i] >= threshold;
                seen[0] += predicted && positive[i] ? 1 : 0;
                seen[1] += predicted ? 1 : 0;
                seen[2] += positive[i] ? 1 : 0;
            }
            found.add(Counts.score(at, -1, threshold, seen[0], seen[1], seen[2]));
        }
        return found;
    }

    /**
     * Rows with their scores and truth.
     *
     * @param scores {@code [n · C]}
     * @param labels {@code [n][]}
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Scored(float[] scores, int[][] labels) {

        float[] column(int concept, int concepts) {
            float[] column = new float[labels.length];
            for (int i = 0; i < column.length; i++) {
                column[i] = scores[i * concepts + concept];
            }
            return column;
        }

        boolean[] positive(int concept) {
            boolean[] positive = new boolean[labels.length];
            for (int i = 0; i < positive.length; i++) {
                for (int label : labels[i]) {
                    positive[i] |= label == concept;
                }
            }
            return positive;
        }
    }

    @Override
    public void close() {
        manager.close();
    }
}
