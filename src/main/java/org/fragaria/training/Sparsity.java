package org.fragaria.training;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;

/**
 * What makes activations sparse while a dictionary is trained: the activation function, its gradient, and the penalty.
 * Shapes: {@code b} tokens of a batch, {@code n} features. Used by one thread.
 */
sealed interface Sparsity {

    /** Activations {@code [b, n]} for pre-activations {@code [b, n]}. */
    NDArray activate(NDArray pre);

    /**
     * Back through the activation function.
     *
     * @param pre pre-activations {@code [b, n]}
     * @param open 1 where a feature is active, else 0, {@code [b, n]}
     * @param gradient of the loss in the activations, {@code [b, n]}; may be changed
     */
    Gradient back(NDArray pre, NDArray open, NDArray gradient);

    /**
     * Gradients behind the activation function.
     *
     * @param pre in the pre-activations, {@code [b, n]}
     * @param logThreshold in the logarithms of thresholds, {@code [n]}
     */
    record Gradient(NDArray pre, Optional<NDArray> logThreshold) {}

    /** Hears how much of the training is done (0 … 1) before each step. */
    default void begin(double progress) {}

    /** Hears how many features were active per token, and turns its penalty accordingly. */
    default void steer(double l0) {}

    /** What must be remembered between runs. */
    default List<Double> strengths() {
        return List.of();
    }

    /** The k largest pre-activations, where positive. Source: Gao et al. 2024, Scaling and evaluating sparse autoencoders. */
    record TopK(int k) implements Sparsity {

        @Override
        public NDArray activate(NDArray pre) {
            return keepLargest(pre, k);
        }

        @Override
        public Gradient back(NDArray pre, NDArray open, NDArray gradient) {
            return new Gradient(gradient.muli(open), Optional.empty());
        }
    }

    /**
     * The {@code k} largest pre-activations per token on average: the largest of the whole batch, where positive, so that
     * tokens may have more or fewer. Afterwards a fixed threshold takes their place: the running mean of the smallest
     * activation that was kept. Where levels have places of their own, each does so with its own features. Source: Bussmann, Leask and Nanda 2024, BatchTopK Sparse Autoencoders, section 3; the
     * running mean instead of the mean over the whole training as SAELens does it.
     */
    final class BatchTopK implements Sparsity {

        /** Share of the newest batch in the running mean. */
        private static final double NEWEST = 0.01;

        private final int[] ends;
        private final int[] active;
        private final double[] thresholds;

        /**
         * Begins with thresholds.
         *
         * @param earlier thresholds of {@link #strengths}; empty for those of the first batch
         */
        BatchTopK(TrainingSettings settings, List<Double> earlier) {
            Levels levels = settings.levels();
            boolean shared = levels.active().isEmpty();
            ends = shared ? new int[] {settings.features()} : levels.allEnds(settings.features());
            active = shared
                    ? new int[] {settings.k()}
                    : levels.active().stream().mapToInt(Integer::intValue).toArray();
            thresholds = earlier.isEmpty()
                    ? new double[ends.length]
                    : earlier.stream().mapToDouble(Double::doubleValue).toArray();
        }

        @Override
        public NDArray activate(NDArray pre) {
            if (ends.length == 1) {
                return largest(pre, 0);
            }
            NDList parts = new NDList();
            for (int level = 0; level < ends.length; level++) {
                NDArray own = pre.get(":, " + (level == 0 ? 0 : ends[level - 1]) + ":" + ends[level]);
                own.attach(pre.getManager());
                parts.add(largest(own, level));
            }
            return NDArrays.concat(parts, 1);
        }

        private NDArray largest(NDArray pre, int level) {
            int kept = (int) Math.min(pre.size(), active[level] * pre.getShape().get(0));
            float least =
                    pre.reshape(-1).topK(kept, 0, true, false).get(0).min().getFloat();
            double smallest = Math.max(least, 0);
            double before = thresholds[level];
            thresholds[level] = before == 0 ? smallest : before + NEWEST * (smallest - before);
            return pre.mul(pre.gte(least).toType(DataType.FLOAT32, false)).maximum(0);
        }

        /** The threshold of every feature, {@code [n]}. */
        float[] thresholds(double factor) {
            float[] found = new float[ends[ends.length - 1]];
            int from = 0;
            for (int level = 0; level < ends.length; level++) {
                Arrays.fill(found, from, ends[level], (float) (thresholds[level] * factor));
                from = ends[level];
            }
            return found;
        }

        @Override
        public Gradient back(NDArray pre, NDArray open, NDArray gradient) {
            return new Gradient(gradient.muli(open), Optional.empty());
        }

        @Override
        public List<Double> strengths() {
            return Arrays.stream(thresholds).boxed().toList();
        }
    }

    /** Zero but for the k largest of each row, where positive. */
    static NDArray keepLargest(NDArray pre, int k) {
        NDList top = pre.topK(k, 1, true, false);
        return pre.zerosLike().scatter(top.get(1), top.get(0).maximum(0), 1);
    }

    /**
     * ReLU, with the L1 norm of the activations as penalty. Its coefficient is steered so that L0 comes to the target:
     * too many active features raise it, too few lower it.
     */
    final class L1 implements Sparsity {

        /** How far the logarithm of the coefficient can wander in a whole training. */
        private static final double REACH = 8;

        private static final double FIRST = 0.01;

        private final int target;
        private final double turn;
        private double coefficient;

        L1(int target, int steps, List<Double> earlier) {
            this.target = target;
            coefficient = earlier.isEmpty() ? FIRST : earlier.getFirst();
            turn = REACH / steps;
        }

        @Override
        public NDArray activate(NDArray pre) {
            return pre.maximum(0);
        }

        @Override
        public Gradient back(NDArray pre, NDArray open, NDArray gradient) {
            long tokens = pre.getShape().get(0);
            return new Gradient(gradient.addi(coefficient / tokens).muli(open), Optional.empty());
        }

        @Override
        public void steer(double l0) {
            coefficient *= Math.exp(turn * Math.clamp((l0 - target) / target, -1, 1));
        }

        @Override
        public List<Double> strengths() {
            return List.of(coefficient);
        }
    }

    /**
     * JumpReLU: off up to a threshold, itself above it. Thresholds learn by straight-through estimators with a
     * rectangular kernel; the penalty is {@code strength · (L0 / target − 1)²}. Source: Rajamanoharan et al. 2024,
     * Jumping Ahead, equations 11 and 12 and appendix on a target L0.
     */
    final class Jump implements Sparsity {

        /** Width of the kernel; inputs have a mean square of 1 per dimension. */
        private static final double BANDWIDTH = 0.5;

        private static final double STRENGTH = 1;

        private final int target;
        private final SaeParameters parameters;
        private double progress;

        Jump(int target, SaeParameters parameters) {
            this.target = target;
            this.parameters = parameters;
        }

        private NDArray threshold(NDArray like) {
            NDArray threshold = parameters.get(SaeParameters.LOG_THRESHOLD).exp();
            threshold.attach(like.getManager());
            return threshold;
        }

        @Override
        public NDArray activate(NDArray pre) {
            return pre.mul(pre.gt(threshold(pre)).toType(DataType.FLOAT32, false));
        }

        @Override
        public Gradient back(NDArray pre, NDArray open, NDArray gradient) {
            NDArray threshold = threshold(pre);
            double tokens = pre.getShape().get(0);
            double l0 = open.sum().getFloat() / tokens;
            double penalty = warmth() * STRENGTH * 2 * (l0 / target - 1) / (target * tokens);
            NDArray near = pre.sub(threshold).abs().lt(BANDWIDTH / 2).toType(DataType.FLOAT32, false);
            NDArray inThreshold = gradient.mul(threshold)
                    .addi(penalty)
                    .muli(near)
                    .sum(new int[] {0})
                    .muli(threshold)
                    .muli(-1 / BANDWIDTH);
            return new Gradient(gradient.muli(open), Optional.of(inThreshold));
        }

        private double warmth() {
            return Math.min(1, progress * 10);
        }

        @Override
        public void begin(double done) {
            progress = done;
        }
    }
}
