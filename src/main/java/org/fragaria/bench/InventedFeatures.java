package org.fragaria.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

import org.fragaria.measure.MeasuredFeature;
import org.fragaria.measure.MeasuredFeature.Companion;
import org.fragaria.measure.MeasuredFeature.Example;
import org.fragaria.measure.MeasuredFeature.Firing;
import org.fragaria.measure.MeasuredFeature.Guess;
import org.fragaria.measure.MeasuredFeature.Histogram;
import org.fragaria.measure.MeasuredFeature.Interval;
import org.fragaria.measure.MeasuredFeature.Lookup;
import org.fragaria.measure.MeasuredFeature.Miss;
import org.fragaria.measure.MeasuredFeature.Neighbour;
import org.fragaria.measure.MeasuredFeature.Output;
import org.fragaria.measure.MeasuredFeature.Persistence;
import org.fragaria.measure.MeasuredFeature.Together;
import org.fragaria.measure.MeasuredFeature.TokenScore;

/**
 * Features with believable numbers and Zipf-distributed tokens, for benchmarks and tests; every tenth is dead. The same for
 * the same number. Immutable.
 */
public final class InventedFeatures {

    private final int vocabulary;
    private final int examples;
    private final int length;

    /**
     * Features of one kind.
     *
     * @param vocabulary number of tokens
     * @param examples top examples of each live feature
     * @param length tokens of each
     */
    public InventedFeatures(int vocabulary, int examples, int length) {
        this.vocabulary = vocabulary;
        this.examples = examples;
        this.length = length;
    }

    /** The feature with a number. */
    public MeasuredFeature feature(int index) {
        Random random = new Random(index * 31L + 7);
        if (index % 10 == 9) {
            return dead(index, random);
        }
        float max = (float) Math.exp(random.nextGaussian() * 2);
        List<Example> top = examples(random, max, examples);
        List<Interval> intervals = new ArrayList<>();
        for (int i = 4; i >= 0; i--) {
            float to = (float) ((double) max * (i + 1) / 5);
            intervals.add(new Interval((float) ((double) max * i / 5), to, random.nextInt(1000), List.of()));
        }
        if (examples < 20) { // small fixtures exercise interval examples too
            intervals.set(0, new Interval(intervals.get(0).from(), max, 17, examples(random, max, 2)));
        }
        boolean known = random.nextInt(5) > 0;
        Lookup lookup =
                known ? new Lookup(random.nextDouble(), random.nextDouble(), random.nextDouble()) : Lookup.UNKNOWN;
        Persistence persistence = new Persistence(1 + random.nextDouble() * 9, 1.05);
        Output output = known ? new Output(random.nextDouble(), random.nextDouble() * 0.1) : Output.UNKNOWN;
        Firing firing = new Firing(
                max,
                1 + random.nextInt(1 << 20),
                random.nextDouble() * 0.1,
                max / 3.0,
                max / 7.0,
                1.5,
                4.2,
                lookup,
                persistence,
                output);
        return new MeasuredFeature(
                index,
                firing,
                new Histogram(0, max, counts(random)),
                new Histogram(-1.5f, 2, counts(random)),
                scores(random, 1),
                scores(random, -1),
                top,
                intervals,
                neighbours(random),
                strongest(top),
                misses(random),
                together(random),
                new Guess(ids(random, 1 + random.nextInt(16)), ids(random, random.nextInt(3)), 70, 90, 100));
    }

    private static MeasuredFeature dead(int index, Random random) {
        return new MeasuredFeature(
                index,
                Firing.DEAD,
                new Histogram(0, 0, new long[0]),
                new Histogram(-1, 1, counts(random)),
                scores(random, 1),
                scores(random, -1),
                List.of(),
                List.of(),
                neighbours(random),
                List.of(),
                List.of(),
                Together.NONE,
                Guess.UNKNOWN);
    }

    private List<Example> examples(Random random, float max, int count) {
        List<Example> made = new ArrayList<>();
        for (int e = 0; e < count; e++) {
            int[] tokens = new int[length];
            float[] activations = new float[length];
            for (int i = 0; i < length; i++) {
                tokens[i] = (int) Math.min(vocabulary - 1, Math.exp(random.nextDouble() * Math.log(vocabulary)) - 1);
                activations[i] = random.nextInt(8) == 0 ? max * random.nextFloat() * random.nextFloat() : 0;
            }
            int peak = random.nextInt(length);
            activations[peak] = e == 0 ? max : max * (0.9f + 0.09f * random.nextFloat());
            made.add(new Example(random.nextInt(1 << 20), random.nextInt(64), peak, tokens, activations));
        }
        made.sort(Comparator.comparingDouble(e -> -e.peakActivation()));
        return made;
    }

    private static List<TokenScore> strongest(List<Example> top) {
        TreeMap<Integer, Float> max = new TreeMap<>();
        for (Example example : top) {
            for (int i = 0; i < example.tokens().length; i++) {
                if (example.activations()[i] > 0) {
                    max.merge(example.tokens()[i], example.activations()[i], Math::max);
                }
            }
        }
        return max.entrySet().stream()
                .map(e -> new TokenScore(e.getKey(), e.getValue()))
                .sorted(Comparator.<TokenScore>comparingDouble(t -> -t.value()).thenComparingInt(TokenScore::token))
                .limit(64)
                .toList();
    }

    private static long[] counts(Random random) {
        long[] counts = new long[50];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = (long) Math.exp(random.nextDouble() * 12 * (50 - i) / 50) - 1;
        }
        return counts;
    }

    private static List<TokenScore> scores(Random random, int sign) {
        List<TokenScore> scores = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            scores.add(new TokenScore(random.nextInt(5000), sign * (1 - i * 0.05f)));
        }
        return scores;
    }

    private static List<Neighbour> neighbours(Random random) {
        List<Neighbour> neighbours = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            neighbours.add(new Neighbour(random.nextInt(1 << 17), 0.9f - i * 0.05f));
        }
        return neighbours;
    }

    private List<Miss> misses(Random random) {
        List<Example> places = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            int[] tokens = random.ints(length, 0, vocabulary).toArray();
            places.add(new Example(
                    random.nextInt(1 << 20), random.nextInt(64), random.nextInt(length), tokens, new float[length]));
        }
        return List.of(
                new Miss(random.nextInt(vocabulary), 900, 300, places.subList(0, 5)),
                new Miss(random.nextInt(vocabulary), 40, 30, places.subList(5, 8)));
    }

    private static Together together(Random random) {
        List<Companion> companions = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            companions.add(new Companion(random.nextInt(1 << 17), 500 - 50L * i, 600 + random.nextInt(1000)));
        }
        return new Together(1 << 21, 1000, companions);
    }

    private List<Integer> ids(Random random, int count) {
        return random.ints(count, 0, vocabulary).boxed().toList();
    }
}
