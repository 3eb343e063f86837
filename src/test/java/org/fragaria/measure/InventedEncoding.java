package org.fragaria.measure;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;

import org.fragaria.measure.MeasuredFeature.Effect;
import org.fragaria.measure.MeasuredFeature.Histogram;
import org.fragaria.measure.MeasuredFeature.Output;
import org.fragaria.measure.MeasuredFeature.TokenScore;

/**
 * Activations that depend on nothing but the tokens of a window: feature 0 is dead, 1 is nearly always on, 2 is a lookup
 * table of the current token, 3 of the last two and 4 of the last three, 5 is a state that lasts for five tokens, 6 fires on A and B after C and D, 11
 * often fires with 4, the rest fire at random, the higher the rarer, over a wide range of values.
 */
final class InventedEncoding implements Encoding {

    private final int dSae;
    private int[][] contexts = {};
    private int passages;

    InventedEncoding(int dSae) {
        this.dSae = dSae;
    }

    @Override
    public int dOut() {
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
                on |= f == 11 && random.nextInt(3) == 0 && planned(4, window, p) > 0;
                float value = (float) Math.exp(random.nextGaussian() * 2);
                dense[p * dSae + f] = f >= 2 && f <= 6 ? planned(f, window, p) : on ? value : -value * (f % 2);
            }
        }
        return dense;
    }

    private static float planned(int feature, int[] window, int p) {
        int before = p > 0 ? window[p - 1] : 0;
        int twoBefore = p > 1 ? window[p - 2] : 0;
        return switch (feature) {
            case 2 -> (window[p] % 3) * 0.7f;
            case 3 -> (window[p] + before) % 3 == 0 ? 1.3f + before * 0.01f : 0;
            case 4 -> window[p] % 2 + before % 2 + twoBefore % 2 == 2 ? 2 + window[p] * 0.01f : 0;
            case 6 -> (window[p] == 'A' || window[p] == 'B') && (before == 'C' || before == 'D') ? before * 0.1f : 0;
            default -> p / 5 % 3 == 1 ? 1 + p * 0.1f : 0;
        };
    }

    /** The contexts of the last probe. */
    int[][] contexts() {
        return contexts;
    }

    @Override
    public Optional<OutputProbe> probe(int[][] asked) {
        contexts = asked;
        return Optional.of(new OutputProbe() {
            @Override
            public int batch() {
                return 2;
            }

            @Override
            public String setting() {
                return "invented";
            }

            @Override
            public List<Output> of(int[] features, int[][] promoted) {
                return Arrays.stream(features)
                        .mapToObj(feature -> new Output(feature / 100.0, promoted[0].length / 1000.0))
                        .toList();
            }

            @Override
            public void close() {}
        });
    }

    /** What is lost of a token without a feature. */
    static float loss(int feature, int[] window, int position) {
        return feature + window[position] / 100f + position / 10_000f;
    }

    /** How many passages were asked about. */
    int passages() {
        return passages;
    }

    @Override
    public Optional<EffectProbe> effects(boolean special) {
        return Optional.of(new EffectProbe() {
            @Override
            public int batch(int windowLength) {
                return 3;
            }

            @Override
            public List<Effect> of(List<Passage> asked) {
                passages += asked.size();
                return asked.stream().map(InventedEncoding::effect).toList();
            }
        });
    }

    private static Effect effect(EffectProbe.Passage passage) {
        int size = passage.to() - passage.from();
        Effect effect = new Effect(new float[size], new float[size]);
        for (int t = 0; t < size; t++) {
            effect.loss()[t] = loss(passage.feature(), passage.window(), passage.from() + t);
        }
        return effect;
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
            sink.accept(
                    f,
                    new WeightFacts.Facts(
                            new Histogram(0, 0, new long[0]), List.of(new TokenScore(7, 1)), List.of(), List.of()));
        }
    }
}
