package org.fragaria.measure;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

import org.fragaria.measure.MeasuredFeature.Histogram;

/**
 * Activations that depend on nothing but the tokens of a window: feature 0 is dead, 1 is nearly always on, 2 is a lookup
 * table of the current token, the rest fire at random, the higher the rarer, over a wide range of values.
 */
final class InventedEncoding implements Encoding {

    private final int dSae;

    InventedEncoding(int dSae) {
        this.dSae = dSae;
    }

    @Override
    public int dIn() {
        return 2;
    }

    @Override
    public int dSae() {
        return dSae;
    }

    float[] activations(int[] window) {
        Random random = new Random(Arrays.hashCode(window));
        float[] dense = new float[window.length * dSae];
        for (int p = 0; p < window.length; p++) {
            for (int f = 1; f < dSae; f++) {
                boolean on = f == 1 ? random.nextInt(20) > 0 : random.nextInt(f * f) == 0;
                float value = (float) Math.exp(random.nextGaussian() * 2);
                dense[p * dSae + f] = f == 2 ? (window[p] % 3) * 0.7f : on ? value : -value * (f % 2);
            }
        }
        return dense;
    }

    /** What the dictionary reads: two numbers a position. */
    static float[] inputs(int[] window) {
        float[] x = new float[window.length * 2];
        for (int p = 0; p < window.length; p++) {
            x[2 * p] = 100 + window[p] % 7;
            x[2 * p + 1] = p % 5;
        }
        return x;
    }

    @Override
    public void encode(int[][] windows, boolean withError, Consumer<Encoded> use) {
        int length = windows[0].length;
        FloatBuffer dense = FloatBuffer.allocate(windows.length * length * dSae);
        FloatBuffer x = FloatBuffer.allocate(windows.length * length * 2);
        FloatBuffer error = FloatBuffer.allocate(windows.length * length * 2);
        for (int[] window : windows) {
            dense.put(activations(window));
            x.put(inputs(window));
            for (float value : inputs(window)) {
                error.put(value % 2);
            }
        }
        use.accept(new Encoded(dense, x, error));
    }

    @Override
    public void weights(WeightFacts.Sink sink) {
        for (int f = 0; f < dSae; f++) {
            sink.accept(f, new WeightFacts.Facts(new Histogram(0, 0, new long[0]), List.of(), List.of(), List.of()));
        }
    }
}
