package org.fragaria.training;

import java.util.List;
import java.util.Random;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;

import org.fragaria.dictionary.Architecture;
import org.fragaria.dictionary.StoredAs;
import org.fragaria.torch.Torch;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Known features with parents: a child is only there together with its parent. A plain dictionary saves an active
 * feature by making the parent part of each child; a nested one must find the parents with its first few features.
 */
class HierarchyTest {

    private static final int PARENTS = 8;
    private static final int CHILDREN = 6;
    private static final int N = PARENTS * (1 + CHILDREN);
    private static final int D = 64;
    private static final int BATCH = 256;
    private static final int STEPS = 3000;

    private final Random random = new Random(11);
    private final float[][] directions = directions();

    @Test
    void nestedFindsParentsThatPlainSplits() {
        double plain = parentsFound(List.of());
        double nested = parentsFound(List.of(PARENTS));
        System.out.printf("Parents found, mean best F1: plain %.3f, nested %.3f%n", plain, nested);
        assertThat(nested).isGreaterThan(0.9);
        assertThat(plain).isLessThan(nested - 0.1);
    }

    private double parentsFound(List<Integer> prefixes) {
        TrainingSettings settings = new TrainingSettings(
                Architecture.TOPK,
                N,
                2,
                (long) STEPS * BATCH,
                BATCH,
                0.003,
                8,
                false,
                false,
                prefixes,
                0,
                StoredAs.FLOAT32,
                3);
        try (NDManager manager = Torch.manager().newSubManager()) {
            Torch.inferenceThread();
            SaeParameters parameters = SaeParameters.random(manager, settings, new float[D]);
            SaeStep step = new SaeStep(parameters, new Sparsity.TopK(2), settings, 2);
            for (int i = 0; i < STEPS; i++) {
                try (NDManager scratch = manager.newSubManager()) {
                    step.step(scratch.create(batch(new boolean[BATCH][PARENTS]), new Shape(BATCH, D)), i);
                }
            }
            return meanBestF1(manager, parameters);
        }
    }

    private double meanBestF1(NDManager manager, SaeParameters parameters) {
        int rows = 4000;
        boolean[][] truth = new boolean[rows][PARENTS];
        NDArray x = manager.create(batch(truth), new Shape(rows, D));
        NDArray pre = x.sub(parameters.get(SaeParameters.B_DEC))
                .matMul(parameters.get(SaeParameters.W_ENC))
                .add(parameters.get(SaeParameters.B_ENC));
        float[] fired = Sparsity.keepLargest(pre, 2)
                .gt(0)
                .toType(DataType.FLOAT32, false)
                .toFloatArray();
        double sum = 0;
        for (int p = 0; p < PARENTS; p++) {
            double best = 0;
            for (int f = 0; f < N; f++) {
                best = Math.max(best, f1(truth, fired, p, f));
            }
            sum += best;
        }
        return sum / PARENTS;
    }

    private static double f1(boolean[][] truth, float[] fired, int parent, int feature) {
        int both = 0;
        int either = 0;
        for (int r = 0; r < truth.length; r++) {
            boolean fires = fired[r * N + feature] > 0;
            both += fires && truth[r][parent] ? 1 : 0;
            either += (fires ? 1 : 0) + (truth[r][parent] ? 1 : 0);
        }
        return 2.0 * both / Math.max(1, either);
    }

    /** One parent in each row, four times in five with one of its children; notes the parents. */
    private float[] batch(boolean[][] parents) {
        float[] values = new float[parents.length * D];
        for (int r = 0; r < parents.length; r++) {
            int parent = random.nextInt(PARENTS);
            parents[r][parent] = true;
            add(values, r, directions[parent], 1 + random.nextFloat());
            if (random.nextInt(5) > 0) {
                int child = PARENTS + parent * CHILDREN + random.nextInt(CHILDREN);
                add(values, r, directions[child], 1 + random.nextFloat());
            }
        }
        return values;
    }

    private static void add(float[] values, int row, float[] direction, float size) {
        for (int i = 0; i < D; i++) {
            values[row * D + i] += size * direction[i];
        }
    }

    private float[][] directions() {
        float[][] made = new float[N][D];
        for (float[] direction : made) {
            double squares = 0;
            for (int i = 0; i < D; i++) {
                direction[i] = (float) random.nextGaussian();
                squares += direction[i] * direction[i];
            }
            for (int i = 0; i < D; i++) {
                direction[i] /= (float) Math.sqrt(squares);
            }
        }
        return made;
    }
}
