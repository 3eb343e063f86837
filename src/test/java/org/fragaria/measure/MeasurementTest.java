package org.fragaria.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.fragaria.corpus.Corpus;
import org.fragaria.corpus.TokenWindows;
import org.fragaria.corpus.TokenWindows.Cursor;
import org.fragaria.corpus.TokenWindows.Layout;
import org.fragaria.corpus.TokenWindows.Window;
import org.fragaria.measure.MeasuredFeature.Companion;
import org.fragaria.measure.MeasuredFeature.Example;
import org.fragaria.measure.MeasuredFeature.Firing;
import org.fragaria.measure.MeasuredFeature.Guess;
import org.fragaria.measure.MeasuredFeature.Histogram;
import org.fragaria.measure.MeasuredFeature.Interval;
import org.fragaria.measure.MeasuredFeature.Lookup;
import org.fragaria.measure.MeasuredFeature.Miss;
import org.fragaria.measure.MeasuredFeature.Output;
import org.fragaria.measure.MeasuredFeature.Together;
import org.fragaria.measure.MeasuredFeature.TokenScore;
import org.fragaria.problem.ConflictException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The pass against a slow and obvious reading of the definitions, over invented activations. */
class MeasurementTest {

    private static final int D_SAE = 12;
    private static final int BOS = 1;
    private static final int SEPARATOR = 2;
    private static final Layout LAYOUT = new Layout(24, OptionalInt.of(BOS), OptionalInt.of(SEPARATOR));
    private static final MeasureSettings SETTINGS =
            new MeasureSettings(6, 5, 3, 10, 64, 8, 99, false, 24 * 4, 5, 2, 1 << 20, 9, 0);

    @TempDir
    Path folder = Path.of(".");

    private Corpus corpus;
    private final InventedEncoding encoding = new InventedEncoding(D_SAE);

    @BeforeEach
    void inventText() throws IOException {
        Random random = new Random(3);
        StringBuilder json = new StringBuilder("[\"begin\"");
        for (int i = 0; i < 40; i++) {
            StringBuilder text = new StringBuilder();
            int length = 1 + random.nextInt(120);
            for (int j = 0; j < length; j++) {
                text.append((char) ('A' + (int) Math.min(25, Math.abs(random.nextGaussian() * 6))));
            }
            json.append(",\"").append(text).append('"');
        }
        corpus = Corpus.open(List.of(Files.writeString(folder.resolve("text.json"), json + "]")));
    }

    @Test
    void everyStatisticAgreesWithItsDefinition() {
        List<MeasuredFeature> found = new ArrayList<>();
        Measurement.Outcome outcome = run(SETTINGS, "a", found, uninterrupted()).orElseThrow();
        List<Window> windows = windows();

        assertThat(found).hasSize(D_SAE);
        assertThat(outcome.windows()).isEqualTo(windows.size());
        for (MeasuredFeature feature : found) {
            Oracle oracle = new Oracle(windows, feature.index());
            assertThat(outcome.tokens()).isEqualTo(oracle.measuredTokens);
            oracle.checkFiring(feature.firing());
            oracle.checkHistogram(feature.activations(), feature.firing().max());
            oracle.checkTop(feature.top());
            oracle.checkIntervals(feature);
            oracle.checkTokens(feature.tokens());
            oracle.checkGuess(feature.guess());
            oracle.checkMisses(feature);
            checkTogether(feature, found, windows);
        }
        assertThat(found.stream().anyMatch(f -> !f.misses().isEmpty())).isTrue();
        assertThat(found.getLast().together().companions())
                .extracting(Companion::feature)
                .contains(4);
        assertThat(found.get(0).firing().activeTokens()).isZero();
        assertThat(found.get(0).firing()).isEqualTo(Firing.DEAD);
        assertThat(found.get(2).firing().lookup().one()).isGreaterThan(0.99);
        assertThat(found.get(3).firing().lookup().one()).isLessThan(0.5);
        assertThat(found.get(3).firing().lookup().two()).isGreaterThan(0.8);
        assertThat(found.get(4).firing().lookup().three())
                .isGreaterThan(found.get(4).firing().lookup().two() + 0.1);
        assertThat(found.get(5).firing().persistence().tokens())
                .isGreaterThan(2 * found.get(5).firing().persistence().chance());
        assertThat(found.get(6).guess().tokens()).containsExactlyInAnyOrder((int) 'A', (int) 'B');
        assertThat(found.get(6).guess().previous()).containsExactlyInAnyOrder((int) 'C', (int) 'D');
        assertThat(found.get(6).guess().precision()).isEqualTo(1);
        assertThat(found.get(6).guess().recall()).isEqualTo(1);
        assertThat(found.get(2).guess().precision()).isGreaterThan(0.99);
        assertThat(outcome.figures().live()).isEqualTo(D_SAE - 1);
        assertThat(outcome.figures().l0())
                .isEqualTo((double) found.stream()
                                .mapToLong(f -> f.firing().activeTokens())
                                .sum()
                        / outcome.tokens());
    }

    /** Without BOS the first token is where a model parks huge norms. */
    @Test
    void withoutBosTheFirstPositionIsNotCounted() {
        Layout layout = new Layout(24, OptionalInt.empty(), OptionalInt.empty());
        Measurement.Subject subject = new Measurement.Subject(
                corpus, text -> text.chars().toArray(), layout, Set.of(), encoding, "invented", Long.MAX_VALUE);
        Measurement.Outcome outcome = new Measurement(subject, SETTINGS, folder.resolve("first"))
                .run(feature -> {}, uninterrupted())
                .orElseThrow();
        assertThat(outcome.tokens()).isEqualTo(outcome.windows() * 23);
    }

    @Test
    void whoWatchesHearsOfTheScoresToo() {
        List<String> heard = new ArrayList<>();
        run(SETTINGS, "heard", new ArrayList<>(), new Measurement.Observer() {
            @Override
            public void progress(Measurement.Progress progress) {}

            @Override
            public void scored(int features, int of) {
                heard.add(features + " of " + of);
            }

            @Override
            public boolean cancelled() {
                return false;
            }
        });
        assertThat(heard).hasSize(D_SAE).startsWith("1 of 12").endsWith("12 of 12");
    }

    @Test
    void fractionOfVarianceUnexplainedIsCentredOnTheMean() {
        MeasureSettings everyBatch = new MeasureSettings(6, 5, 3, 10, 64, 8, 99, false, 24 * 4, 5, 1, 1 << 20, 9, 0);
        Measurement.Outcome outcome =
                run(everyBatch, "a", new ArrayList<>(), uninterrupted()).orElseThrow();
        double unexplained = 0;
        List<double[]> inputs = new ArrayList<>();
        for (Window window : windows()) {
            float[] x = InventedEncoding.inputs(window.tokens());
            for (int p = 0; p < LAYOUT.length(); p++) {
                if (window.tokens()[p] > SEPARATOR) {
                    inputs.add(new double[] {x[2 * p], x[2 * p + 1]});
                    unexplained += Math.pow(x[2 * p] % 2, 2) + Math.pow(x[2 * p + 1] % 2, 2);
                }
            }
        }
        double variance = 0;
        for (int d = 0; d < 2; d++) {
            int dimension = d;
            double mean =
                    inputs.stream().mapToDouble(x -> x[dimension]).average().orElseThrow();
            variance += inputs.stream()
                    .mapToDouble(x -> Math.pow(x[dimension] - mean, 2))
                    .sum();
        }
        assertThat(outcome.figures().fvu()).isCloseTo(unexplained / variance, Offset.offset(1e-9));
    }

    @Test
    void batchSizeDoesNotChangeTheResult() {
        String one = digest(withBatch(1), "one");

        assertThat(digest(withBatch(3), "three")).isEqualTo(one);
        assertThat(digest(withBatch(1000), "all")).isEqualTo(one);
    }

    @Test
    void killedAfterAnyWindowItEndsWithTheSameResult() {
        MeasureSettings settings = withBatch(1);
        String expected = digest(settings, "whole");
        int windows = windows().size();
        for (int kill = 1; kill <= windows; kill++) {
            String work = "killed" + kill;
            int last = kill;
            assertThatThrownBy(() -> run(settings, work, new ArrayList<>(), killedAt(last)))
                    .isInstanceOf(Killed.class);
            assertThat(digest(settings, work)).as("killed at window " + kill).isEqualTo(expected);
        }
    }

    @Test
    void killedAgainAndAgainItEndsWithTheSameResult() {
        MeasureSettings settings = withBatch(1);
        for (int kill = 7; kill < windows().size(); kill += 7) {
            int last = kill;
            assertThatThrownBy(() -> run(settings, "often", new ArrayList<>(), killedAt(last)))
                    .isInstanceOf(Killed.class);
        }
        assertThat(digest(settings, "often")).isEqualTo(digest(settings, "whole"));
    }

    @Test
    void cancelledItKeepsACheckpointAndGoesOn() {
        MeasureSettings settings = withBatch(2);
        List<Long> seen = new ArrayList<>();
        Optional<Measurement.Outcome> stopped = run(settings, "c", new ArrayList<>(), observer(seen, 8, false));
        assertThat(stopped).isEmpty();
        assertThat(seen).last().isEqualTo(8L);

        seen.clear();
        String resumed = run(settings, "c", new ArrayList<>(), observer(seen, Long.MAX_VALUE, false))
                .orElseThrow()
                .digest();
        assertThat(seen).first().isEqualTo(10L);
        assertThat(resumed).isEqualTo(digest(settings, "whole"));
    }

    @Test
    void effectsAreMeasuredOnTheStrongestExamples() {
        List<MeasuredFeature> all = new ArrayList<>();
        Measurement.Outcome outcome = run(SETTINGS.withEffectExamples(2), "effects", all, uninterrupted())
                .orElseThrow();

        for (MeasuredFeature feature : all) {
            assertThat(feature.effects()).hasSize(Math.min(2, feature.top().size()));
            for (int e = 0; e < feature.effects().size(); e++) {
                Example example = feature.top().get(e);
                int[] window = windows().get((int) example.window()).tokens();
                for (int t = 0; t < example.tokens().length; t++) {
                    assertThat(feature.effects().get(e).loss()[t])
                            .isEqualTo(InventedEncoding.loss(feature.index(), window, example.start() + t));
                }
            }
        }
        assertThat(outcome.notes().get("effects")).startsWith("of the 2 strongest places");
        assertThat(outcome.digest()).isNotEqualTo(digest(SETTINGS, "without"));
    }

    /** Stopped and killed again and again among the effects, what was computed is not computed again. */
    @Test
    void stoppedAmongTheEffectsItGoesOnAfterTheLastBlock() throws IOException {
        MeasureSettings settings = SETTINGS.withEffectExamples(2);
        String expected = digest(settings, "whole");
        int asked = encoding.passages();
        int runs = 0;
        while (run(settings, "again", new ArrayList<>(), untilEffects(2)).isEmpty()) {
            runs++;
            Path log = folder.resolve("again/effects.bin");
            if (runs == 2) { // as a kill in the middle of a block would
                Files.write(log, Arrays.copyOf(Files.readAllBytes(log), (int) Files.size(log) - 3));
            }
        }

        assertThat(runs).isGreaterThan(2);
        assertThat(digest(settings, "again")).isEqualTo(expected);
        assertThat(encoding.passages() - asked).isBetween(asked, asked + 8);
    }

    private static Measurement.Observer untilEffects(int features) {
        return new Measurement.Observer() {
            private int blocks;

            @Override
            public void progress(Measurement.Progress progress) {}

            @Override
            public void effects(int done, int of, java.time.Duration remaining) {
                assertThat(done).isBetween(1, of);
                blocks++;
            }

            @Override
            public boolean cancelled() {
                return blocks >= features;
            }
        };
    }

    @Test
    void aCheckpointOfAnotherRunIsRefused() {
        digest(SETTINGS, "w");

        assertThatThrownBy(() -> digest(SETTINGS.withTop(7), "w"))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("checkpoint.bin")
                .hasMessageContaining("settings");
    }

    @Test
    void shardsMergeIntoTheWhole() throws IOException {
        List<Window> windows = windows();
        Tallies whole = tally(windows);
        Tallies merged = tally(windows.subList(0, 11));
        merged.merge(tally(windows.subList(11, 30)));
        merged.merge(tally(windows.subList(30, windows.size())));
        try (TokenLog log = new TokenLog(folder.resolve("log"), LAYOUT.length())) {
            log.write(windows);
            encoding.weights((f, facts) -> {
                FeatureTally.Beside beside = new FeatureTally.Beside(facts, LogFacts.Facts.NONE, Output.UNKNOWN);
                MeasuredFeature a = whole.of(f).measured(f, beside, whole.counts(), log);
                MeasuredFeature b = merged.of(f).measured(f, beside, merged.counts(), log);
                assertThat(b)
                        .usingRecursiveComparison()
                        .withComparatorForType(MeasurementTest::nearly, Double.class)
                        .withComparatorForType(Float::compare, Float.class)
                        .isEqualTo(a);
            });
        }
    }

    @Test
    void tokensBeyondTheSlotsLeaveTheStrongestExact() {
        MeasureSettings few = new MeasureSettings(6, 5, 3, 10, 10, 4, 99, false, 24 * 4, 5, 2, 1 << 20, 9, 0);
        List<MeasuredFeature> found = new ArrayList<>();
        run(few, "few", found, uninterrupted());
        List<MeasuredFeature> exact = new ArrayList<>();
        run(SETTINGS, "exact", exact, uninterrupted());
        for (int f = 0; f < D_SAE; f++) {
            List<TokenScore> all = exact.get(f).tokens();
            assertThat(found.get(f).tokens()).isEqualTo(all.subList(0, Math.min(4, all.size())));
        }
    }

    @Test
    void aFullLogEndsLookupScoresEarlyAndForGood() {
        MeasureSettings some = new MeasureSettings(6, 5, 3, 10, 64, 8, 99, false, 24, 3, 2, 500, 9, 0);
        List<MeasuredFeature> found = new ArrayList<>();
        Measurement.Outcome outcome = run(some, "some", found, uninterrupted()).orElseThrow();

        assertThat(outcome.notes().get("lookup scores")).matches(".*first (4[6-9]\\d|500) tokens");
        assertThat(found.get(2).firing().lookup().one()).isGreaterThan(0.9);
        assertThatThrownBy(() -> run(some, "again", new ArrayList<>(), killedAt(35)))
                .isInstanceOf(Killed.class);
        assertThat(digest(some, "again")).isEqualTo(outcome.digest());
    }

    @Test
    void outputIsAskedForOfLiveFeaturesInContextsOfText() {
        List<MeasuredFeature> found = new ArrayList<>();
        Measurement.Outcome outcome = run(SETTINGS, "o", found, uninterrupted()).orElseThrow();

        for (MeasuredFeature feature : found) {
            boolean asked = feature.index() % 2 == 0 && feature.index() > 0; // 12 features, at most 9: every other one
            assertThat(feature.firing().output().known()).isEqualTo(asked);
            if (asked) {
                assertThat(feature.firing().output()).isEqualTo(new Output(feature.index() / 100.0, 0.001));
            }
        }
        assertThat(outcome.notes()).containsEntry("output score", "invented; 5 of 11 live features");
        assertThat(encoding.contexts()).hasDimensions(16, 16);
        for (int[] context : encoding.contexts()) {
            assertThat(context[0]).isEqualTo(BOS);
            assertThat(context[15]).isGreaterThan(SEPARATOR);
        }
    }

    @Test
    void withoutRoomOrWishThereIsNoLookupAndNoOutput() {
        MeasureSettings none = new MeasureSettings(6, 5, 3, 10, 64, 8, 99, false, 24 * 4, 5, 2, 0, 0, 0);
        List<MeasuredFeature> found = new ArrayList<>();
        Measurement.Outcome outcome = run(none, "none", found, uninterrupted()).orElseThrow();

        assertThat(found).allSatisfy(feature -> {
            assertThat(feature.firing().lookup()).isEqualTo(Lookup.UNKNOWN);
            assertThat(feature.firing().output()).isEqualTo(Output.UNKNOWN);
        });
        assertThat(outcome.figures().medianLookup3()).isNaN();
        assertThat(outcome.notes()).containsEntry("output score", "not measured: left out");
    }

    private Tallies tally(List<Window> windows) {
        Tallies tallies = new Tallies(D_SAE, SETTINGS, 3);
        for (Window window : windows) {
            boolean[] counted = new boolean[LAYOUT.length()];
            for (int p = 0; p < counted.length; p++) {
                counted[p] = window.tokens()[p] > SEPARATOR;
            }
            java.nio.FloatBuffer dense = java.nio.FloatBuffer.wrap(encoding.activations(window.tokens()));
            tallies.add(List.of(SparseWindow.scan(window, counted, dense, 0, D_SAE)));
        }
        return tallies;
    }

    private static int nearly(double a, double b) {
        return Double.compare(a, b) == 0 || Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b))
                ? 0
                : Double.compare(a, b);
    }

    private String digest(MeasureSettings settings, String work) {
        return run(settings, work, new ArrayList<>(), uninterrupted())
                .orElseThrow()
                .digest();
    }

    private Optional<Measurement.Outcome> run(
            MeasureSettings settings, String work, List<MeasuredFeature> sink, Measurement.Observer observer) {
        Measurement.Subject subject = new Measurement.Subject(
                corpus,
                text -> text.chars().toArray(),
                LAYOUT,
                Set.of(BOS, SEPARATOR),
                encoding,
                "invented",
                Long.MAX_VALUE);
        return new Measurement(subject, settings, folder.resolve(work)).run(sink::add, observer);
    }

    private static MeasureSettings withBatch(int windows) {
        return new MeasureSettings(6, 5, 3, 10, 64, 8, 99, false, 24 * windows, 3, 2, 1 << 20, 9, 0);
    }

    private List<Window> windows() {
        List<Window> windows = new ArrayList<>();
        try (TokenWindows all = new TokenWindows(corpus, text -> text.chars().toArray(), LAYOUT, Cursor.START)) {
            for (Optional<Window> w = all.next(); w.isPresent(); w = all.next()) {
                windows.add(w.get());
            }
        }
        return windows;
    }

    private static Measurement.Observer uninterrupted() {
        return observer(new ArrayList<>(), Long.MAX_VALUE, false);
    }

    private static Measurement.Observer killedAt(long window) {
        return observer(new ArrayList<>(), window, true);
    }

    private static Measurement.Observer observer(List<Long> seen, long until, boolean kill) {
        return new Measurement.Observer() {
            @Override
            public void progress(Measurement.Progress progress) {
                assertThat(progress.fraction()).isBetween(0.0, 1.0);
                seen.add(progress.windows());
                if (kill && progress.windows() >= until) {
                    throw new Killed();
                }
            }

            @Override
            public boolean cancelled() {
                return !kill && !seen.isEmpty() && seen.getLast() >= until;
            }
        };
    }

    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Every pair of features counted token by token. */
    private void checkTogether(MeasuredFeature measured, List<MeasuredFeature> all, List<Window> windows) {
        long tokens = 0;
        long[] active = new long[D_SAE];
        long[] both = new long[D_SAE];
        for (Window window : windows) {
            float[] dense = encoding.activations(window.tokens());
            for (int p = 0; p < LAYOUT.length(); p++) {
                if (window.tokens()[p] > SEPARATOR) {
                    tokens++;
                    for (int f = 0; f < D_SAE; f++) {
                        boolean on = dense[p * D_SAE + f] > 0;
                        active[f] += on ? 1 : 0;
                        both[f] += on && dense[p * D_SAE + measured.index()] > 0 ? 1 : 0;
                    }
                }
            }
        }
        List<Companion> expected = new ArrayList<>();
        for (MeasuredFeature other : all) {
            int f = other.index();
            double chance = (double) active[f] * active[measured.index()] / tokens;
            if (f != measured.index() && both[f] >= Companions.LEAST && both[f] > chance + 3 * Math.sqrt(chance)) {
                expected.add(new Companion(f, both[f], active[f]));
            }
        }
        Together together = measured.together();
        expected.sort(Comparator.comparingDouble((Companion c) -> -together.overlap(c))
                .thenComparing(Companion::feature));
        if (active[measured.index()] > 0) {
            assertThat(together.tokens()).isEqualTo(tokens);
        }
        assertThat(together.active()).isEqualTo(active[measured.index()]);
        assertThat(together.companions())
                .isEqualTo(expected.stream().limit(Companions.LISTED).toList());
    }

    private record Seen(Window window, int position, float value, List<String> contexts) {}

    private record Hit(Window window, int position, int token, float value) {}

    /** One feature, by the definitions: all its activations in a list. */
    private final class Oracle {
        private final int feature;
        private final List<Hit> hits = new ArrayList<>();
        private final Map<Long, Hit> peaks = new TreeMap<>();
        /** All measured tokens: activation and the last one, two and three tokens, in text form. */
        private final List<Seen> seen = new ArrayList<>();

        private final Map<String, List<Seen>> evenByContext = new HashMap<>();
        private long measuredTokens;

        Oracle(List<Window> windows, int feature) {
            this.feature = feature;
            for (Window window : windows) {
                float[] dense = encoding.activations(window.tokens());
                for (int p = 0; p < LAYOUT.length(); p++) {
                    int token = window.tokens()[p];
                    if (token > SEPARATOR) {
                        measuredTokens++;
                        float value = Math.max(0, dense[p * D_SAE + feature]);
                        see(window, p, value);
                        seen.add(new Seen(window, p, value, contexts(window, p)));
                    }
                }
            }
        }

        private void see(Window window, int p, float value) {
            if (value > 0) {
                Hit hit = new Hit(window, p, window.tokens()[p], value);
                hits.add(hit);
                peaks.merge(window.number(), hit, (a, b) -> b.value > a.value ? b : a);
            }
        }

        void checkFiring(Firing firing) {
            double n = hits.size();
            double mean = hits.stream().mapToDouble(Hit::value).sum() / n;
            assertThat(firing.activeTokens()).isEqualTo(hits.size());
            assertThat(firing.density()).isEqualTo(n / measuredTokens);
            assertThat(firing.max()).isEqualTo((float)
                    hits.stream().mapToDouble(Hit::value).max().orElse(0));
            if (n > 0) {
                double variance = central(mean, 2);
                Offset<Double> close = Offset.offset(1e-9 * (1 + Math.abs(firing.kurtosis())));
                assertThat(firing.mean()).isCloseTo(mean, close);
                assertThat(firing.deviation()).isCloseTo(Math.sqrt(variance), close);
                assertThat(firing.skew()).isCloseTo(central(mean, 3) / Math.pow(variance, 1.5), close);
                assertThat(firing.kurtosis()).isCloseTo(central(mean, 4) / variance / variance, close);
                assertThat(firing.lookup().one()).isCloseTo(lookup(1), Offset.offset(1e-9));
                assertThat(firing.lookup().two()).isCloseTo(lookup(2), Offset.offset(1e-9));
                assertThat(firing.lookup().three()).isCloseTo(lookup(3), Offset.offset(1e-9));
                checkPersistence(firing);
            }
        }

        private double central(double mean, int power) {
            return hits.stream()
                            .mapToDouble(h -> Math.pow(h.value - mean, power))
                            .sum()
                    / hits.size();
        }

        /** The last one, two and three tokens; a document or window that begins there is part of the context. */
        private List<String> contexts(Window window, int p) {
            List<String> contexts = new ArrayList<>();
            String context = "";
            boolean begun = false;
            for (int back = 0; back < 3; back++) {
                begun |= p - back < 1 || window.tokens()[p - back] <= SEPARATOR;
                context = (begun ? "begin" : window.tokens()[p - back]) + " " + context;
                contexts.add(context);
            }
            return contexts;
        }

        private double lookup(int depth) {
            List<Seen> odd =
                    seen.stream().filter(s -> s.window.number() % 2 == 1).toList();
            double mean = odd.stream().mapToDouble(Seen::value).average().orElseThrow();
            double residual = 0;
            double variance = 0;
            for (Seen one : odd) {
                residual += Math.pow(one.value - predicted(one.contexts, depth), 2);
                variance += Math.pow(one.value - mean, 2);
            }
            return Math.max(0, 1 - residual / variance);
        }

        private double predicted(List<String> contexts, int depth) {
            List<Seen> same = bySeen().getOrDefault(contexts.get(depth - 1), List.of());
            double sum = same.stream().mapToDouble(Seen::value).sum();
            if (depth == 1) {
                return same.isEmpty() ? 0 : sum / same.size();
            }
            return (sum + predicted(contexts, depth - 1)) / (same.size() + 1);
        }

        /** Tokens of even windows by each of their contexts. */
        private Map<String, List<Seen>> bySeen() {
            if (evenByContext.isEmpty()) {
                for (Seen one : seen) {
                    if (one.window.number() % 2 == 0) {
                        one.contexts.forEach(context -> evenByContext
                                .computeIfAbsent(context, c -> new ArrayList<>())
                                .add(one));
                    }
                }
            }
            return evenByContext;
        }

        private void checkPersistence(Firing firing) {
            long runs = 0;
            double expectedRuns = 0;
            double density = (double) hits.size() / measuredTokens;
            for (int i = 0; i < seen.size(); i++) {
                boolean follows = i > 0
                        && seen.get(i - 1).window == seen.get(i).window
                        && seen.get(i - 1).position == seen.get(i).position - 1;
                boolean on = seen.get(i).value > 0;
                runs += on && !(follows && seen.get(i - 1).value > 0) ? 1 : 0;
                expectedRuns += density * (follows ? 1 - density : 1);
            }
            assertThat(firing.persistence().tokens()).isEqualTo((double) hits.size() / runs);
            assertThat(firing.persistence().chance())
                    .isCloseTo(density * measuredTokens / expectedRuns, Offset.offset(1e-9));
        }

        /** Each count is off by no more than what lies within 1/512 of the maximum around the bin's edges. */
        void checkHistogram(Histogram histogram, float max) {
            long below = 0;
            for (int i = 0; i < histogram.counts().length; i++) {
                below += histogram.counts()[i];
                double edge = (double) max * (i + 1) / histogram.counts().length;
                double least = edge - max / 512.0;
                double most = edge + max / 512.0;
                assertThat(below)
                        .isBetween(
                                hits.stream().filter(h -> h.value <= least).count(),
                                hits.stream().filter(h -> h.value <= most).count());
            }
            assertThat(below).isEqualTo(hits.size());
        }

        void checkTop(List<Example> top) {
            List<Hit> expected = peaks.values().stream()
                    .sorted(Comparator.<Hit>comparingDouble(h -> -h.value).thenComparing(h -> h.window.number()))
                    .limit(SETTINGS.top())
                    .toList();
            assertThat(top).hasSameSizeAs(expected);
            for (int i = 0; i < top.size(); i++) {
                checkExample(top.get(i), expected.get(i));
            }
        }

        private void checkExample(Example example, Hit peak) {
            Window window = peak.window;
            assertThat(example.window()).isEqualTo(window.number());
            assertThat(example.start() + example.peak()).isEqualTo(peak.position);
            assertThat(example.peakActivation()).isEqualTo(peak.value);
            assertThat(example.tokens().length).isBetween(1, SETTINGS.excerpt());
            float[] dense = encoding.activations(window.tokens());
            for (int i = 0; i < example.tokens().length; i++) {
                int p = example.start() + i;
                assertThat(example.tokens()[i]).isEqualTo(window.tokens()[p]).isGreaterThan(SEPARATOR);
                assertThat(example.activations()[i]).isEqualTo(Math.max(0, dense[p * D_SAE + feature]));
            }
            boolean full = example.tokens().length == SETTINGS.excerpt();
            boolean fromBorder = window.tokens()[example.start() - 1] <= SEPARATOR;
            int end = example.start() + example.tokens().length;
            boolean toBorder = end == LAYOUT.length() || window.tokens()[end] <= SEPARATOR;
            assertThat(full || (fromBorder && toBorder))
                    .as("an excerpt is short only where its document is")
                    .isTrue();
        }

        /** Bottom-k by priority in each of the final bins, then in each interval: what one pass must come to. */
        void checkIntervals(MeasuredFeature measured) {
            float max = measured.firing().max();
            List<Interval> intervals = measured.intervals();
            if (max == 0) {
                assertThat(intervals).isEmpty();
                return;
            }
            IntervalDraws priorities =
                    new IntervalDraws(SETTINGS.perInterval(), SETTINGS.seed() ^ feature * 0xD1342543DE82EF95L);
            Comparator<Hit> order = Comparator.comparingLong(h -> priorities.priority((int) h.window.number()));
            int exponent = PowerScale.exponent(max);
            Map<Integer, TreeSet<Hit>> bins = new HashMap<>();
            for (Hit peak : peaks.values()) {
                TreeSet<Hit> bin = bins.computeIfAbsent(
                        PowerScale.bin(peak.value, exponent, IntervalDraws.BINS), b -> new TreeSet<>(order));
                bin.add(peak);
                if (bin.size() > SETTINGS.perInterval()) {
                    bin.pollLast();
                }
            }
            long active = 0;
            for (int i = 0; i < intervals.size(); i++) {
                Interval interval = intervals.get(i);
                int number = intervals.size() - 1 - i;
                assertThat(interval.to()).isEqualTo((float) ((double) max * (number + 1) / intervals.size()));
                List<Hit> expected = bins.values().stream()
                        .flatMap(TreeSet::stream)
                        .filter(h -> h.value > (double) max * number / intervals.size())
                        .filter(h -> h.value <= (double) max * (number + 1) / intervals.size())
                        .sorted(order)
                        .limit(SETTINGS.perInterval())
                        .toList();
                assertThat(interval.examples()).hasSameSizeAs(expected);
                for (int e = 0; e < expected.size(); e++) {
                    checkExample(interval.examples().get(e), expected.get(e));
                }
                active += interval.activeTokens();
            }
            assertThat(active).isEqualTo(measured.firing().activeTokens());
        }

        /** Each place is what it is said to be, and where there is room for more, there is none. */
        void checkMisses(MeasuredFeature measured) {
            Set<Long> used = new TreeSet<>();
            for (Miss miss : measured.misses()) {
                List<Seen> places = seen.stream()
                        .filter(s -> s.window.tokens()[s.position] == miss.token())
                        .toList();
                assertThat(measured.tokens()).extracting(TokenScore::token).contains(miss.token());
                assertThat(miss.occurrences()).isEqualTo(places.size());
                assertThat(miss.active())
                        .isEqualTo(places.stream().filter(s -> s.value > 0).count())
                        .isPositive();
                for (Example example : miss.examples()) {
                    assertThat(used.add(example.window())).isTrue();
                    assertThat(example.tokens()[example.peak()]).isEqualTo(miss.token());
                    assertThat(example.activations()).containsOnly(0);
                    Seen peak = places.stream()
                            .filter(s -> s.window.number() == example.window()
                                    && s.position == example.start() + example.peak())
                            .findFirst()
                            .orElseThrow();
                    checkExample(example, new Hit(peak.window, peak.position, miss.token(), 0));
                }
            }
            assertThat(used).hasSizeLessThanOrEqualTo(NearMisses.PLACES);
            assertThat(measured.misses()).hasSizeLessThanOrEqualTo(NearMisses.TOKENS);
        }

        /** Counts by the definition; and where the rule is of the current token alone, no other set of tokens fits better. */
        void checkGuess(Guess guess) {
            if (hits.stream().noneMatch(h -> h.window.number() % 2 == 0)) {
                assertThat(guess).isEqualTo(Guess.UNKNOWN);
                return;
            }
            assertThat(guess.known()).isTrue();
            assertThat(guess.tokens()).doesNotHaveDuplicates().hasSizeLessThanOrEqualTo(Guesses.MOST_TOKENS);
            assertThat(guess.previous()).doesNotHaveDuplicates().hasSizeLessThanOrEqualTo(Guesses.MOST_PREVIOUS);
            long[] odd = counts(guess.tokens(), guess.previous(), 1);
            assertThat(guess.hits()).isEqualTo(odd[0]);
            assertThat(guess.expected()).isEqualTo(odd[1]);
            assertThat(guess.active()).isEqualTo(odd[2]);
            double found = f1(guess.tokens(), guess.previous());
            double alone = bestAlone();
            if (guess.previous().isEmpty()) {
                assertThat(found).isCloseTo(alone, Offset.offset(1e-12));
            } else {
                assertThat(found).isGreaterThan(alone + Guesses.MARGIN);
            }
        }

        /** Places of one half where the rule holds and it fires, where the rule holds, where it fires. */
        private long[] counts(List<Integer> tokens, List<Integer> previous, int half) {
            long[] counts = new long[3];
            for (Seen one : seen) {
                int before = one.position < 1 ? SEPARATOR : one.window.tokens()[one.position - 1];
                boolean holds = (tokens.isEmpty() || tokens.contains(one.window.tokens()[one.position]))
                        && (previous.isEmpty() || before > SEPARATOR && previous.contains(before));
                if (one.window.number() % 2 == half) {
                    counts[0] += holds && one.value > 0 ? 1 : 0;
                    counts[1] += holds ? 1 : 0;
                    counts[2] += one.value > 0 ? 1 : 0;
                }
            }
            return counts;
        }

        private double f1(List<Integer> tokens, List<Integer> previous) {
            long[] even = counts(tokens, previous, 0);
            return 2.0 * (even[0] - Guesses.COST * (tokens.size() + previous.size())) / (even[1] + even[2]);
        }

        /** Adds, removes and exchanges tokens for as long as that helps. */
        private double bestAlone() {
            List<Integer> candidates = hits.stream()
                    .filter(h -> h.window.number() % 2 == 0)
                    .map(Hit::token)
                    .distinct()
                    .toList();
            Map<Integer, long[]> counted = new HashMap<>();
            candidates.forEach(token -> counted.put(token, counts(List.of(token), List.of(), 0)));
            Set<Integer> chosen = new TreeSet<>(candidates.subList(0, 1));
            double best = f1(chosen, counted);
            for (double before = -1; best > before; ) {
                before = best;
                for (Set<Integer> other : nearby(chosen, candidates)) {
                    double f1 = f1(other, counted);
                    if (f1 > best) {
                        best = f1;
                        chosen = other;
                    }
                }
            }
            return best;
        }

        private static double f1(Set<Integer> tokens, Map<Integer, long[]> counted) {
            long right = -(long) Guesses.COST * tokens.size();
            long expected = 0;
            long active = 0;
            for (int token : tokens) {
                long[] one = counted.getOrDefault(token, new long[3]);
                right += one[0];
                expected += one[1];
                active = one[2];
            }
            return tokens.isEmpty() ? 0 : 2.0 * right / (expected + active);
        }

        private static List<Set<Integer>> nearby(Set<Integer> chosen, List<Integer> candidates) {
            List<Set<Integer>> sets = new ArrayList<>();
            for (int in : candidates) {
                Set<Integer> toggled = new TreeSet<>(chosen);
                if (!toggled.add(in)) {
                    toggled.remove(in);
                }
                sets.add(toggled);
                for (int out : chosen) {
                    Set<Integer> exchanged = new TreeSet<>(chosen);
                    exchanged.remove(out);
                    exchanged.add(in);
                    sets.add(exchanged);
                }
            }
            sets.removeIf(set -> set.size() > Guesses.MOST_TOKENS);
            return sets;
        }

        void checkTokens(List<TokenScore> tokens) {
            Map<Integer, Float> max = new HashMap<>();
            hits.forEach(h -> max.merge(h.token, h.value, Math::max));
            List<TokenScore> expected = max.entrySet().stream()
                    .map(e -> new TokenScore(e.getKey(), e.getValue()))
                    .sorted(Comparator.<TokenScore>comparingDouble(t -> -t.value())
                            .thenComparing(TokenScore::token))
                    .limit(SETTINGS.tokens())
                    .toList();
            assertThat(tokens).isEqualTo(expected);
        }
    }
}
