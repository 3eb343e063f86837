package org.fragaria.truth;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

import org.fragaria.intervention.BatchEdits;
import org.fragaria.intervention.Intervention;
import org.fragaria.intervention.RowContext;
import org.fragaria.model.LanguageModel;
import org.fragaria.model.Step;
import org.fragaria.truth.TruthReport.Change;
import org.fragaria.truth.TruthReport.ConceptTruth;
import org.fragaria.truth.TruthReport.Score;
import org.fragaria.truth.TruthReport.Slot;
import org.fragaria.village.Concept;

/**
 * The probability of the strawberry's token where a story introduces its thing (the token before the first mention), and
 * elsewhere. The feature and its strength are chosen on selection texts: the most at slots that leaves less than
 * {@link #ELSEWHERE} elsewhere.
 */
final class Slots {

    static final String WORD = "word.strawberry";

    static final String THING = "thing.lost";
    private static final double ELSEWHERE = 0.018;
    /** In lengths of the residual stream; close together, since what is elsewhere rises steeply. */
    private static final double[] STRENGTHS = {0.2, 0.3, 0.4, 0.45, 0.5, 0.525, 0.55, 0.6, 0.7, 0.8, 0.9, 1.0, 1.2};

    private static final int CHOOSING = 24;
    private static final int TESTING = 60;
    private static final int BATCH = 16;

    private final LanguageModel model;
    private final Map<String, TruthSource> sources;
    private final Changes changes;
    private final LabelledTexts select;
    private final LabelledTexts test;
    private final int word;
    private final int thing;

    Slots(
            LanguageModel model,
            Map<String, TruthSource> sources,
            Changes changes,
            LabelledTexts select,
            LabelledTexts test,
            List<Concept> concepts) {
        this.model = model;
        this.sources = sources;
        this.changes = changes;
        this.select = select;
        this.test = test;
        List<String> ids = concepts.stream().map(Concept::id).toList();
        word = ids.indexOf(WORD);
        thing = ids.indexOf(THING);
    }

    /** A text, and the row of the token before the first mention of its thing, from the first counted one. */
    private record Story(LabelledTexts.Text text, int slot) {}

    /** Measures; nothing where the language has no such stories. */
    List<Slot> run(List<ConceptTruth> concepts, Function<TruthSource, List<Integer>> best) {
        if (word < 0 || thing < 0) {
            return List.of();
        }
        int token = token();
        List<Story> choosing = stories(select, CHOOSING);
        List<Story> testing = stories(test, TESTING);
        if (token < 0 || choosing.isEmpty() || testing.isEmpty() || sources.isEmpty()) {
            return List.of();
        }
        Change up = choose(choosing, token, best);
        TruthSource source = Objects.requireNonNull(sources.get(up.source()));
        double length = up.strength() * source.dictionary().decoderNorm(up.index()) / source.residualNorm();
        Score detector = concepts.get(word).features().stream()
                .max(Comparator.comparingDouble(Score::f1))
                .orElseThrow();
        TruthSource detecting = Objects.requireNonNull(sources.get(detector.at()));
        List<Integer> random =
                Similar.draw(source, List.of(up.index()), List.of(), 30, new SplittableRandom(WORD.hashCode()));
        List<Slot> found = new ArrayList<>();
        found.add(slot("base", List.of(), testing, token));
        found.add(slot("up", List.of(up), testing, token));
        found.add(slot("best f1", List.of(add(detecting, detector.index(), length)), testing, token));
        for (int f : random) {
            found.add(slot("control", List.of(add(source, f, length)), testing, token));
        }
        return found;
    }

    /** The token that most often begins the word. */
    private int token() {
        Map<Integer, Integer> counts = new HashMap<>();
        int[] ids = select.ids();
        int[][] labels = select.labels();
        for (int row = 1; row < ids.length; row++) {
            if (has(labels[row], word) && !has(labels[row - 1], word)) {
                counts.merge(ids[row], 1, Integer::sum);
            }
        }
        return counts.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(-1);
    }

    private static boolean has(int[] labels, int concept) {
        return Arrays.binarySearch(labels, concept) >= 0;
    }

    private List<Story> stories(LabelledTexts texts, int most) {
        List<Story> found = new ArrayList<>();
        for (LabelledTexts.Text text : texts.texts()) {
            int first = IntStream.range(0, text.concepts().length)
                    .filter(row -> has(text.concepts()[row], thing))
                    .findFirst()
                    .orElse(0);
            if (first > 0 && found.size() < most) {
                found.add(new Story(text, first - 1));
            }
        }
        return found;
    }

    private Change choose(List<Story> stories, int token, Function<TruthSource, List<Integer>> best) {
        Change chosen = null;
        double most = -1;
        for (TruthSource source : sources.values()) {
            for (int feature : best.apply(source)) {
                for (double strength : STRENGTHS) {
                    Change change = add(source, feature, strength);
                    Slot slot = slot("", List.of(change), stories, token);
                    double worth = slot.elsewhere() < ELSEWHERE ? slot.slot() : -slot.elsewhere() / 10;
                    if (worth > most) {
                        most = worth;
                        chosen = change;
                    }
                }
            }
        }
        return Objects.requireNonNull(chosen, "no source lies in the residual stream");
    }

    private static Change add(TruthSource source, int feature, double lengths) {
        double strength = lengths * source.residualNorm() / source.dictionary().decoderNorm(feature);
        return source.change(feature, "add", strength, "all");
    }

    private Slot slot(String name, List<Change> list, List<Story> stories, int token) {
        double[] sums = new double[3];
        long others = 0;
        for (int from = 0; from < stories.size(); from += BATCH) {
            List<Story> batch = stories.subList(from, Math.min(stories.size(), from + BATCH));
            float[] probabilities = probabilities(batch, changes.interventions(list), token);
            int width = probabilities.length / batch.size();
            for (int b = 0; b < batch.size(); b++) {
                others += sum(batch.get(b), probabilities, b * width, sums);
            }
        }
        int n = stories.size();
        double mean = sums[0] / n;
        double half = 1.96 * Math.sqrt(Math.max(0, sums[1] / n - mean * mean) / n);
        return new Slot(
                WORD,
                name,
                list,
                mean,
                Math.max(0, mean - half),
                Math.min(1, mean + half),
                n,
                others == 0 ? 0 : sums[2] / others,
                others);
    }

    /** Adds a story to the sums of slot, its square, and elsewhere; says how many tokens were elsewhere. */
    private long sum(Story story, float[] probabilities, int offset, double[] sums) {
        int skipped = story.text().skipped();
        int[][] labels = story.text().concepts();
        double at = probabilities[offset + skipped + story.slot()];
        sums[0] += at;
        sums[1] += at * at;
        long others = 0;
        for (int row = 0; row + 1 < labels.length; row++) {
            if (!has(labels[row + 1], thing) && !has(labels[row + 1], word)) {
                sums[2] += probabilities[offset + skipped + row];
                others++;
            }
        }
        return others;
    }

    /** The probability of a token after every position, {@code [story · position]}. */
    private float[] probabilities(List<Story> batch, List<Intervention> interventions, int token) {
        int[][] ids = batch.stream().map(story -> story.text().ids()).toArray(int[][]::new);
        List<RowContext> rows = new ArrayList<>();
        for (int[] row : ids) {
            boolean[] special = new boolean[row.length];
            for (int t = 0; t < row.length; t++) {
                special[t] = model.tokenizer().special(row[t]);
            }
            rows.add(new RowContext(interventions, 0, row.length, row, special));
        }
        try (NDManager manager = model.manager().newSubManager()) {
            NDArray normed = model.run(Step.windows(manager, ids), new BatchEdits(rows));
            return model.logits(normed).softmax(2).get(":, :, " + token).toFloatArray();
        }
    }
}
