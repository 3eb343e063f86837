package org.fragaria.truth;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.fragaria.model.Address;
import org.fragaria.model.HookPoint;
import org.fragaria.model.LanguageModel;
import org.fragaria.truth.LadderSide.Answers;
import org.fragaria.truth.Statements.Asked;
import org.fragaria.truth.TruthReport.Change;
import org.fragaria.truth.TruthReport.Rung;
import org.fragaria.truth.TruthReport.Score;

/**
 * The liar's ladder: from zeroing the best detector of lies to replacing what the model says of the speaker. All changes
 * are made at the last token before the answer. Features, values and blocks are chosen on the stories of even numbers; every figure is
 * of stories of odd numbers. Each rung is tried at every block and dictionary, and the best on the selection stories stays.
 */
final class Ladder {

    /** How many random controls a rung has. */
    private static final int DRAWS = 5;

    /** Among how many features nearest in density a control's feature is drawn. */
    private static final int SIMILAR = 30;

    /** Features that are no control: the best in either direction. */
    private static final int TAKEN = 10;

    private final LanguageModel model;
    private final Map<String, TruthSource> sources;
    private final TruthSettings settings;
    private final Consumer<String> progress;
    private final Map<String, Ranked> ranked = new LinkedHashMap<>();

    /**
     * The features of a source by what they say of the speaker.
     *
     * @param detector the feature that best tells liars from truth-tellers at the last token, as scored on the selection
     * @param lie features by (mean on liars − mean on truth-tellers) · decoder norm, largest first
     * @param truth the same, smallest first
     */
    private record Ranked(TruthSource source, Score detector, List<Integer> lie, List<Integer> truth) {}

    /**
     * The result.
     *
     * @param detector the best detector of lies, as scored on the test statements; null without statements
     * @param best the changes of the best rung; empty if none
     * @param prompt a held-out story up to a liar's "the"; empty without statements
     */
    record Found(List<Rung> rungs, @Nullable Score detector, List<Change> best, String prompt) {}

    /** A way to build a rung at one place. */
    private record Candidate(@Nullable TruthSource source, List<Change> changes) {}

    Ladder(LanguageModel model, Map<String, TruthSource> sources, TruthSettings settings, Consumer<String> progress) {
        this.model = model;
        this.sources = sources;
        this.settings = settings;
        this.progress = progress;
    }

    Found climb() {
        progress.accept("the liar's ladder");
        List<Asked> chosenOn = Statements.of(settings.documents(), 0, settings.statements(), model);
        List<Asked> testedOn = Statements.of(settings.documents(), 1, settings.statements(), model);
        boolean both = Stream.of(chosenOn, testedOn)
                .allMatch(list ->
                        list.stream().anyMatch(Asked::lies) && !list.stream().allMatch(Asked::lies));
        if (!both) {
            progress.accept("no ladder: the texts have no statements of liars and of truth-tellers");
            return new Found(List.of(), null, List.of(), "");
        }
        try (LadderSide select = new LadderSide(model, sources, chosenOn);
                LadderSide test = new LadderSide(model, sources, testedOn)) {
            select.sources().forEach(id -> ranked.put(id, rank(Objects.requireNonNull(sources.get(id)), select)));
            return climb(select, test, testedOn.getFirst().text());
        }
    }

    private Found climb(LadderSide select, LadderSide test, String prompt) {
        List<Rung> rungs = new ArrayList<>();
        rungs.add(rung("base", "the model as it is", List.of(), test.answers(List.of()), false));
        Score detector = null;
        if (!ranked.isEmpty()) {
            Ranked best = ranked.values().stream()
                    .max(Comparator.comparingDouble(r -> r.detector().f1()))
                    .orElseThrow();
            detector = scored(best, test);
            List<Change> zero = List.of(best.source().change(best.detector().index(), "ablate", 0, "last"));
            put(rungs, "zero.1", "zero the best deception feature", new Candidate(best.source(), zero), select, test);
            features(rungs, select, test);
        }
        vectors(rungs, select, test);
        return new Found(rungs, detector, best(rungs), prompt);
    }

    /** The changes of the rung that makes most people say the truth. */
    private static List<Change> best(List<Rung> rungs) {
        return rungs.stream()
                .filter(r -> !r.control() && !r.changes().isEmpty())
                .max(Comparator.comparingDouble(
                        r -> Math.min(r.liarsTrue().rate(), r.truthfulTrue().rate())))
                .map(Rung::changes)
                .orElse(List.of());
    }

    private void features(List<Rung> rungs, LadderSide select, LadderSide test) {
        for (int k : new int[] {3, 5, 10}) {
            choose(rungs, "zero." + k, "zero the " + k + " best deception features", select, test, r -> r.lie().stream()
                    .limit(k)
                    .map(f -> r.source().change(f, "ablate", 0, "last"))
                    .toList());
        }
        for (double share : new double[] {0.5, 1}) {
            String title =
                    "hold the best deception feature at " + (share == 1 ? "minus" : "minus half") + " its maximum";
            choose(rungs, "negative." + share, title, select, test, r -> {
                int feature = r.detector().index();
                double largest = max(select.feature(r.source(), feature));
                return List.of(r.source().change(feature, "clamp", -share * largest, "last"));
            });
        }
        for (int k : new int[] {1, 2, 3, 5}) {
            String title = "set " + k + " lie and " + k + " truth features to their mean on truth-tellers";
            choose(rungs, "set." + k, title, select, test, r -> set(r, k, select, false));
        }
        for (int k : new int[] {3, 5}) {
            String title = "set " + k + " lie and " + k + " truth features to their mean on liars: everybody lies";
            chooseBy(rungs, "reverse." + k, title, select, test, r -> set(r, k, select, true), Answers::allFalse);
        }
    }

    private static List<Change> set(Ranked r, int k, LadderSide select, boolean toLiars) {
        return Stream.concat(r.lie().stream().limit(k), r.truth().stream().limit(k))
                .map(f -> r.source().change(f, "clamp", select.mean(select.feature(r.source(), f), toLiars), "last"))
                .toList();
    }

    private interface Build {
        List<Change> of(Ranked ranked);
    }

    private void choose(List<Rung> rungs, String id, String title, LadderSide select, LadderSide test, Build build) {
        chooseBy(rungs, id, title, select, test, build, Answers::allTrue);
    }

    private void chooseBy(
            List<Rung> rungs,
            String id,
            String title,
            LadderSide select,
            LadderSide test,
            Build build,
            ToDoubleFunction<Answers> good) {
        List<Candidate> candidates = ranked.values().stream()
                .map(r -> new Candidate(r.source(), build.of(r)))
                .toList();
        put(rungs, id, title, best(candidates, select, good), select, test);
    }

    private static Candidate best(List<Candidate> candidates, LadderSide select, ToDoubleFunction<Answers> good) {
        Candidate best = candidates.getFirst();
        double most = -1;
        for (Candidate candidate : candidates) {
            double value = good.applyAsDouble(select.answers(candidate.changes()));
            if (value > most) {
                most = value;
                best = candidate;
            }
        }
        return best;
    }

    private void vectors(List<Rung> rungs, LadderSide select, LadderSide test) {
        for (boolean toLiars : new boolean[] {false, true}) {
            List<Candidate> candidates = new ArrayList<>();
            for (int layer = 0; layer < model.config().layers(); layer++) {
                Address address = new Address(HookPoint.RESID_POST, layer);
                float[] w = difference(select.residual(address), select);
                double value = select.mean(along(select.residual(address), w), toLiars);
                candidates.add(
                        new Candidate(null, List.of(new Change(address.toString(), -1, "clamp", value, "last", w))));
            }
            Candidate best = best(candidates, select, toLiars ? Answers::allFalse : Answers::allTrue);
            String title = "set the difference of means to the "
                    + (toLiars ? "liars' value: everybody lies" : "truth-tellers' value");
            put(rungs, toLiars ? "vector.reverse" : "vector", title, best, select, test);
        }
    }

    /** Mean residual stream on liars minus that on truth-tellers, {@code [dModel]}. */
    private float[] difference(float[] h, LadderSide side) {
        int d = model.config().dModel();
        float[] w = new float[d];
        for (int i = 0; i < d; i++) {
            float[] column = new float[side.size()];
            for (int s = 0; s < column.length; s++) {
                column[s] = h[s * d + i];
            }
            w[i] = (float) (side.mean(column, true) - side.mean(column, false));
        }
        return w;
    }

    private static float[] along(float[] h, float[] w) {
        float[] found = new float[h.length / w.length];
        for (int s = 0; s < found.length; s++) {
            double dot = 0;
            double square = 0;
            for (int i = 0; i < w.length; i++) {
                dot += (double) h[s * w.length + i] * w[i];
                square += (double) w[i] * w[i];
            }
            found[s] = (float) (dot / square);
        }
        return found;
    }

    private void put(
            List<Rung> rungs, String id, String title, Candidate candidate, LadderSide select, LadderSide test) {
        rungs.add(rung(id, title, candidate.changes(), test.answers(candidate.changes()), false));
        double length = select.deltaLength(candidate.changes());
        SplittableRandom random = new SplittableRandom(id.hashCode());
        Answers sum = Answers.NONE;
        List<Change> first = List.of();
        for (int draw = 0; draw < DRAWS; draw++) {
            List<Change> changes = candidate.source() == null
                    ? randomVector(candidate.changes().getFirst(), length, random)
                    : randomFeatures(candidate.source(), candidate.changes(), length, select, random);
            sum = sum.plus(test.answers(changes));
            first = draw == 0 ? changes : first;
        }
        String what = candidate.source() == null
                ? "a random direction, the same length added"
                : candidate.changes().size() + " random features of similar density, the same length added";
        rungs.add(rung(id + ".control", what + " (" + DRAWS + " draws)", first, sum, true));
    }

    private static List<Change> randomVector(Change like, double length, SplittableRandom random) {
        float[] w = new float[Objects.requireNonNull(like.vector()).length];
        double square = 0;
        for (int i = 0; i < w.length; i++) {
            w[i] = (float) random.nextGaussian();
            square += w[i] * (double) w[i];
        }
        return List.of(new Change(like.source(), -1, "add", length / Math.sqrt(square), like.positions(), w));
    }

    /** Random features held at their mean plus one number, the same for all, by which the length becomes that wanted. */
    private List<Change> randomFeatures(
            TruthSource source, List<Change> like, double length, LadderSide select, SplittableRandom random) {
        Ranked r = Objects.requireNonNull(ranked.get(source.id()));
        List<Integer> taken =
                new ArrayList<>(r.lie().subList(0, Math.min(TAKEN, r.lie().size())));
        taken.addAll(r.truth().subList(0, Math.min(TAKEN, r.truth().size())));
        List<Integer> drawn =
                Similar.draw(source, like.stream().map(Change::index).toList(), taken, SIMILAR, random);
        double low = 0;
        double high = 1;
        while (select.deltaLength(held(source, drawn, high, select)) < length && high < 1e9) {
            high *= 2;
        }
        for (int i = 0; i < 20; i++) {
            double middle = (low + high) / 2;
            if (select.deltaLength(held(source, drawn, middle, select)) < length) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return held(source, drawn, high, select);
    }

    private static List<Change> held(TruthSource source, List<Integer> features, double more, LadderSide select) {
        return features.stream()
                .map(f -> {
                    float[] values = select.feature(source, f);
                    double mean = (select.mean(values, true) + select.mean(values, false)) / 2;
                    return source.change(f, "clamp", mean + more, "last");
                })
                .toList();
    }

    private Ranked rank(TruthSource source, LadderSide select) {
        int n = source.dSae();
        double[] effect = new double[n];
        boolean[] lies = lies(select);
        Score best = null;
        for (int f = 0; f < n; f++) {
            float[] values = select.feature(source, f);
            double difference = select.mean(values, true) - select.mean(values, false);
            effect[f] = difference * source.dictionary().decoderNorm(f);
            if (difference > 0) {
                Score score = detector(source, f, Counts.threshold(values, lies), values, lies);
                best = best == null || score.f1() > best.f1() ? score : best;
            }
        }
        Integer[] order = IntStream.range(0, n).boxed().toArray(Integer[]::new);
        Arrays.sort(order, Comparator.comparingDouble(f -> -effect[f]));
        List<Integer> lie = List.of(order);
        Score found = best == null ? Counts.score(source.id(), lie.getFirst(), 0, 0, 0, 0) : best;
        return new Ranked(source, found, lie, lie.reversed());
    }

    private static Score scored(Ranked ranked, LadderSide test) {
        Score chosen = ranked.detector();
        return detector(
                ranked.source(),
                chosen.index(),
                chosen.threshold(),
                test.feature(ranked.source(), chosen.index()),
                lies(test));
    }

    private static boolean[] lies(LadderSide side) {
        boolean[] lies = new boolean[side.size()];
        for (int s = 0; s < lies.length; s++) {
            lies[s] = side.lies(s);
        }
        return lies;
    }

    private static Score detector(TruthSource source, int feature, double threshold, float[] values, boolean[] lies) {
        long hits = 0;
        long predicted = 0;
        long actual = 0;
        for (int s = 0; s < values.length; s++) {
            boolean fires = values[s] >= threshold;
            hits += fires && lies[s] ? 1 : 0;
            predicted += fires ? 1 : 0;
            actual += lies[s] ? 1 : 0;
        }
        return Counts.score(source.id(), feature, threshold, hits, predicted, actual);
    }

    private static double max(float[] values) {
        double max = 0;
        for (float v : values) {
            max = Math.max(max, v);
        }
        return max;
    }

    private static Rung rung(String id, String title, List<Change> changes, Answers a, boolean control) {
        return new Rung(
                id,
                title,
                changes,
                Counts.rate(a.liarsTrue(), a.liars()),
                Counts.rate(a.liarsFalse(), a.liars()),
                Counts.rate(a.truthfulTrue(), a.truthful()),
                control);
    }
}
