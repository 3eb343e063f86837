package org.fragaria.testsupport;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

import org.fragaria.measure.MeasuredFeature;
import org.fragaria.measure.MeasuredFeature.Companion;
import org.fragaria.measure.MeasuredFeature.Effect;
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
 * Invented features, measured over the invented text by the shortest code that does it. Deterministic. Every 17th is
 * dead; feature 3 fires nearly everywhere.
 */
public final class VillageFeatures {

    private static final int BINS = 40;
    private static final int INTERVALS = 5;
    private static final int REACH = 24;

    private final int[][] windows;
    private final int vocabulary;
    private final int count;

    /** The only feature whose absence was measured, on three places. */
    public static final int WITH_EFFECTS = 11;

    /**
     * Features over a text.
     *
     * @param windows token ids, {@code [window][position]}, all of one length; the first of each is not measured
     * @param vocabulary number of token ids
     */
    public VillageFeatures(int[][] windows, int vocabulary, int count) {
        this.windows = windows;
        this.vocabulary = vocabulary;
        this.count = count;
    }

    /** Measures all of them. */
    public List<MeasuredFeature> measure() {
        return IntStream.range(0, count).mapToObj(this::measure).toList();
    }

    private MeasuredFeature measure(int index) {
        Random random = new Random(index * 31L + 7);
        float[][] activations = index % 17 == 16 ? silence() : activations(index, random);
        List<Example> places = places(activations);
        float max = places.isEmpty() ? 0 : places.getFirst().peakActivation();
        List<TokenScore> weights = weights(random);
        List<Example> top = spread(places).stream().limit(20).toList();
        return new MeasuredFeature(
                index,
                firing(activations, max, random),
                histogram(places, max),
                logits(weights),
                weights.subList(0, 20),
                weights.reversed().subList(0, 20),
                top,
                intervals(places, max),
                neighbours(index, random),
                strongest(places),
                misses(strongest(places), activations),
                together(index, places.size()),
                guess(strongest(places), activations),
                index == WITH_EFFECTS
                        ? top.stream().limit(3).map(VillageFeatures::effect).toList()
                        : List.of());
    }

    /** Each token is foreseen 0.25 nats worse without the feature, the last one 0.75, whose place moves by 0.5. */
    private static Effect effect(Example place) {
        int last = place.tokens().length - 1;
        float[] loss = new float[last + 1];
        float[] divergence = new float[last + 1];
        Arrays.fill(loss, 0.25f);
        loss[last] = 0.75f;
        divergence[last] = 0.5f;
        return new Effect(loss, divergence);
    }

    private float[][] silence() {
        return new float[windows.length][windows[0].length];
    }

    /** A few trigger tokens; the activation is less where the token before is not the one the feature prefers. */
    private float[][] activations(int index, Random random) {
        Map<Integer, Float> triggers = new HashMap<>();
        int many = index == 3 ? vocabulary - 4 : 1 + random.nextInt(4);
        for (int i = 0; i < many; i++) {
            triggers.put(2 + random.nextInt(vocabulary - 2), 1 + random.nextFloat() * 8);
        }
        int before = 2 + random.nextInt(vocabulary - 2);
        float[][] activations = silence();
        for (int w = 0; w < activations.length; w++) {
            int[] ids = windows[w];
            for (int p = 1; p < ids.length; p++) {
                Float strength = triggers.get(ids[p]);
                if (strength != null) {
                    float context = ids[p - 1] == before ? 1 : 0.2f + 0.6f * random.nextFloat();
                    activations[w][p] = strength * context;
                } else if (activations[w][p - 1] > 4 && random.nextInt(3) == 0) {
                    activations[w][p] = activations[w][p - 1] * 0.3f;
                }
            }
        }
        return activations;
    }

    private List<Example> places(float[][] activations) {
        List<Example> places = new ArrayList<>();
        for (int w = 0; w < activations.length; w++) {
            for (int p = 1; p < activations[w].length; p++) {
                if (activations[w][p] > 0) {
                    places.add(example(w, p, activations[w]));
                }
            }
        }
        places.sort(Comparator.comparingDouble(Example::peakActivation).reversed());
        return places;
    }

    private Example example(int window, int peak, float[] activations) {
        int from = Math.max(0, peak - REACH);
        int to = Math.min(activations.length, peak + REACH);
        return new Example(
                window,
                from,
                peak - from,
                java.util.Arrays.copyOfRange(windows[window], from, to),
                java.util.Arrays.copyOfRange(activations, from, to));
    }

    /** One place of each window. */
    private static List<Example> spread(List<Example> places) {
        Map<Long, Example> byWindow = new java.util.LinkedHashMap<>();
        places.forEach(place -> byWindow.putIfAbsent(place.window(), place));
        return List.copyOf(byWindow.values());
    }

    private Firing firing(float[][] activations, float max, Random random) {
        double sum = 0;
        double squares = 0;
        long active = 0;
        for (float[] window : activations) {
            for (float value : window) {
                sum += value;
                squares += value * value;
                active += value > 0 ? 1 : 0;
            }
        }
        if (active == 0) {
            return Firing.DEAD;
        }
        double mean = sum / active;
        double deviation = Math.sqrt(Math.max(0, squares / active - mean * mean));
        double lookup = 0.15 + 0.84 * random.nextDouble();
        double output = random.nextDouble();
        return new Firing(
                max,
                active,
                active / ((double) windows.length * (windows[0].length - 1)),
                mean,
                deviation,
                0.4,
                2.9,
                new Lookup(lookup, Math.sqrt(lookup), Math.cbrt(lookup)),
                new Persistence(1 + 5 * random.nextDouble(), 1.05),
                new Output(output, output * 0.04));
    }

    private static Histogram histogram(List<Example> places, float max) {
        if (places.isEmpty()) {
            return new Histogram(0, 0, new long[0]);
        }
        long[] counts = new long[BINS];
        for (Example place : places) {
            counts[Math.min(BINS - 1, (int) (place.peakActivation() / max * BINS))]++;
        }
        return new Histogram(0, max, counts);
    }

    private List<TokenScore> weights(Random random) {
        return IntStream.range(0, vocabulary)
                .mapToObj(id -> new TokenScore(id, (float) (random.nextGaussian() * 0.5 - 0.05)))
                .sorted(Comparator.comparingDouble(TokenScore::value).reversed())
                .toList();
    }

    private static Histogram logits(List<TokenScore> weights) {
        float from = weights.getLast().value();
        float to = weights.getFirst().value();
        long[] counts = new long[BINS];
        for (TokenScore weight : weights) {
            counts[Math.min(BINS - 1, (int) ((weight.value() - from) / (to - from) * BINS))]++;
        }
        return new Histogram(from, to, counts);
    }

    private static List<Interval> intervals(List<Example> places, float max) {
        List<Interval> intervals = new ArrayList<>();
        for (int i = INTERVALS - 1; i >= 0 && max > 0; i--) {
            float from = max * i / INTERVALS;
            float to = max * (i + 1) / INTERVALS;
            List<Example> inside = places.stream()
                    .filter(place -> place.peakActivation() > from && place.peakActivation() <= to)
                    .toList();
            intervals.add(new Interval(
                    from,
                    to,
                    inside.size(),
                    spread(inside).stream().skip(3).limit(10).toList()));
        }
        return intervals;
    }

    private List<Neighbour> neighbours(int index, Random random) {
        return IntStream.rangeClosed(1, 10)
                .mapToObj(i -> new Neighbour((index + i * 7) % count, 0.8f - 0.06f * i + random.nextFloat() * 0.02f))
                .toList();
    }

    private static List<TokenScore> strongest(List<Example> places) {
        Map<Integer, Float> byToken = new HashMap<>();
        places.forEach(place -> byToken.merge(place.tokens()[place.peak()], place.peakActivation(), Math::max));
        return byToken.entrySet().stream()
                .map(entry -> new TokenScore(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparingDouble(TokenScore::value).reversed())
                .toList();
    }

    /** Up to four places of each of the two strongest tokens with nothing but zeros around. */
    private List<Miss> misses(List<TokenScore> strongest, float[][] activations) {
        List<Miss> misses = new ArrayList<>();
        for (TokenScore score : strongest.subList(0, Math.min(2, strongest.size()))) {
            List<Example> silent = new ArrayList<>();
            int[] counts = new int[2];
            for (int w = 0; w < windows.length; w++) {
                for (int p = 1; p < windows[w].length; p++) {
                    if (windows[w][p] == score.token()) {
                        counts[activations[w][p] > 0 ? 1 : 0]++;
                        Example here = example(w, p, activations[w]);
                        boolean zero =
                                IntStream.range(0, here.tokens().length).allMatch(i -> here.activations()[i] == 0);
                        if (zero && silent.size() < 4) {
                            silent.add(here);
                        }
                    }
                }
            }
            if (!silent.isEmpty()) {
                misses.add(new Miss(score.token(), counts[0] + counts[1], counts[1], silent));
            }
        }
        return misses;
    }

    private Together together(int index, int active) {
        if (active == 0) {
            return Together.NONE;
        }
        List<Companion> companions = IntStream.rangeClosed(1, Math.min(8, count - 1))
                .mapToObj(i -> new Companion((index + i * 5) % count, Math.max(1, active / (i + 1)), active))
                .toList();
        return new Together((long) windows.length * (windows[0].length - 1), active, companions);
    }

    /** The three strongest tokens, counted on every window. */
    private Guess guess(List<TokenScore> strongest, float[][] activations) {
        List<Integer> tokens =
                strongest.stream().limit(3).map(TokenScore::token).toList();
        long hits = 0;
        long expected = 0;
        long active = 0;
        for (int w = 0; w < windows.length; w++) {
            for (int p = 1; p < windows[w].length; p++) {
                boolean on = activations[w][p] > 0;
                boolean holds = tokens.contains(windows[w][p]);
                hits += on && holds ? 1 : 0;
                expected += holds ? 1 : 0;
                active += on ? 1 : 0;
            }
        }
        return tokens.isEmpty() ? Guess.UNKNOWN : new Guess(tokens, List.of(), hits, expected, active);
    }
}
