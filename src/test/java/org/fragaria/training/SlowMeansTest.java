package org.fragaria.training;

import java.util.Random;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;

import org.fragaria.torch.Torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class SlowMeansTest {

    private static final int ROWS = 11;
    private static final int WIDTH = 3;

    @Test
    void eachRowIsTheMeanOfThoseUpToIt() {
        Torch.inferenceThread();
        Random random = new Random(5);
        float[] rows = new float[ROWS * WIDTH];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = (float) random.nextGaussian();
        }
        for (int length : new int[] {2, 4, ROWS + 5}) {
            try (NDManager manager = Torch.manager().newSubManager()) {
                float[] found = SlowMeans.of(manager.create(rows, new Shape(ROWS, WIDTH)), length)
                        .toFloatArray();
                for (int i = 0; i < found.length; i++) {
                    assertThat(found[i]).isCloseTo((float) mean(rows, i, length), within(1e-5f));
                }
            }
        }
    }

    private static double mean(float[] rows, int at, int length) {
        double sum = 0;
        int count = 0;
        for (int i = at; i >= 0 && count < length; i -= WIDTH) {
            sum += rows[i];
            count++;
        }
        return sum / count;
    }
}
