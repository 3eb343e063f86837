package org.fragaria.truth;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import org.fragaria.model.LanguageModel;
import org.fragaria.truth.TruthReport.Arm;
import org.fragaria.truth.TruthReport.Causal;
import org.fragaria.truth.TruthReport.Change;
import org.fragaria.truth.TruthReport.ConceptTruth;
import org.fragaria.truth.TruthReport.Score;
import org.fragaria.village.Concept;
import org.fragaria.village.Span;

/**
 * What turning features does to generated text. The features to turn are those that write the concept, not those that
 * detect it best: per source the best by {@link Outputs} alone and the best three together; which of them, and how far, is chosen by the rate on
 * selection prompts, where at least {@link #PARSE} of the sentences must stay right. Strength is in lengths of the
 * residual stream at the address. Languages are set by the difference of means ({@link Means}) too.
 */
final class Causality {

    /** Concepts that are turned. */
    static final List<String> CONCEPTS = List.of(
            "word.strawberry",
            "word.rain",
            "fruit",
            "place",
            "weather",
            "mood.good",
            "colour",
            "digit",
            "question",
            "quote",
            "bracket.1",
            "french",
            "german",
            "spanish");

    /** Share of sentences that must stay right. */
    static final double PARSE = 0.8;

    private static final double FIRST = 0.8;
    private static final double[] STRENGTHS = {0.3, 0.4, 0.5, 0.65, 0.8, 1.0, 1.2, 1.8};
    private static final int TOGETHER = 3;
    private static final int[] CONTRAST = {3, 10};

    /** How many features, more or less active, a language is made of. */
    private static final int[] BOTH_WAYS = {20, 40};

    private static final double[] SHARES = {1, 1.15, 1.3, 1.4, 1.5, 1.65, 1.8};

    /** So many times as many prompts decide between the finalists of the means: among few, the luckiest would win. */
    private static final int SURE = 3;

    private static final int FINALISTS = 4;
    private static final int ROUGH = 6;
    private static final int FINE = 12;
    private static final int TOKENS = 28;

    /** Characters that a beginning has at least. */
    private static final int BEGINNING = 40;

    private static final int SIMILAR = 30;
    private static final Set<String> NOT_PROSE = Set.of("code", "sum", "count", "list", "recipe");

    private static final Set<String> FOREIGN = Set.of("french", "german", "spanish");

    private final LanguageModel model;
    private final Map<String, TruthSource> sources;
    private final TruthSettings settings;
    private final LabelledTexts select;
    private final LabelledTexts test;
    private final Consumer<String> progress;
    private final Changes changes;
    private final Outputs outputs;

    /**
     * What a rule counted under one setting.
     *
     * @param parse NaN where no sentence was completed
     */
    private record Counted(long hits, long trials, double parse) {

        /** The rate, halved and more where too much breaks. */
        double worth() {
            double rate = trials == 0 ? 0 : (double) hits / trials;
            return parse >= PARSE ? rate : rate * 0.5 * (Double.isNaN(parse) ? 0 : parse);
        }

        /** The worse of rate and parsing: what is to be high together. */
        double balance() {
            double rate = trials == 0 ? 0 : (double) hits / trials;
            return Math.min(rate, Double.isNaN(parse) ? 0 : parse);
        }
    }

    Causality(
            LanguageModel model,
            Map<String, TruthSource> sources,
            TruthSettings settings,
            LabelledTexts select,
            LabelledTexts test,
            Consumer<String> progress) {
        this.model = model;
        this.sources = sources;
        this.settings = settings;
        this.select = select;
        this.test = test;
        this.progress = progress;
        changes = new Changes(sources);
        outputs = new Outputs(model, select);
    }

    /** Turns every concept of {@link #CONCEPTS} that the list has and a source can write. */
    List<Causal> run(List<ConceptTruth> concepts) {
        List<Causal> found = new ArrayList<>();
        try (Writer writer = new Writer(model)) {
            for (ConceptTruth truth : concepts) {
                if (CONCEPTS.contains(truth.concept().id()) && !truth.features().isEmpty()) {
                    progress.accept("turning " + truth.concept().name());
                    one(truth, writer).ifPresent(found::add);
                }
            }
        }
        return found;
    }

    private Optional<Causal> one(ConceptTruth truth, Writer writer) {
        Concept concept = truth.concept();
        Counting counting = Counting.of(concept.id(), select);
        List<FeatureGroup> groups = groups(number(concept.id()));
        List<String> choosing = prompts(select, concept.id(), FINE);
        List<String> testing = prompts(test, concept.id(), settings.prompts());
        if (groups.isEmpty() || choosing.isEmpty() || testing.isEmpty()) {
            progress.accept("not turned: " + concept.name() + " (no prompt or no feature that writes)");
            return Optional.empty();
        }
        List<Change> up = choose(groups, choosing, counting, writer);
        TruthSource source = Objects.requireNonNull(sources.get(up.getFirst().source()));
        double strength = FeatureGroup.lengths(source, up);
        List<Integer> turned = up.stream().map(Change::index).toList();
        Score best = best(truth);
        FeatureGroup detector =
                FeatureGroup.even(Objects.requireNonNull(sources.get(best.at())), List.of(best.index()));
        List<Integer> random = Similar.draw(
                source,
                turned,
                List.of(),
                SIMILAR,
                new SplittableRandom(concept.id().hashCode()));
        String where = up.getFirst().positions();
        Map<String, List<Change>> arms = new LinkedHashMap<>();
        arms.put("base", List.of());
        arms.put("up", up);
        arms.put(
                "down",
                turned.stream().map(f -> source.change(f, "ablate", 0, where)).toList());
        arms.put("best f1", detector.added(strength, where));
        arms.put("control", FeatureGroup.even(source, random).added(strength, where));
        if (FOREIGN.contains(concept.id())) {
            means(concept, counting, writer, arms);
        }
        List<Counted> counted = count(testing, List.copyOf(arms.values()), counting, writer);
        Iterator<Counted> next = counted.iterator();
        return Optional.of(new Causal(
                concept.id(),
                counting.kind().rule() + "; " + testing.size() + " prompts",
                arms.entrySet().stream()
                        .map(arm -> arm(arm.getKey(), arm.getValue(), next.next()))
                        .toList()));
    }

    private static Arm arm(String name, List<Change> changes, Counted counted) {
        return new Arm(name, changes, Counts.rate(counted.hits(), counted.trials()), counted.parse());
    }

    /** Adds the arms of the difference of means: how many blocks and how far is chosen on the selection prompts. */
    private void means(Concept concept, Counting counting, Writer writer, Map<String, List<Change>> arms) {
        Means means = new Means(model, select, number(concept.id()));
        List<int[]> ways = new ArrayList<>();
        List<List<Change>> tried = new ArrayList<>();
        for (int first = 1; first <= means.layers(); first++) {
            for (int share = 0; share < SHARES.length; share++) {
                ways.add(new int[] {first, share});
                tried.add(means.set(first, SHARES[share]));
            }
        }
        List<Integer> finalists = best(
                        IntStream.range(0, tried.size()).boxed().toList(),
                        tried,
                        prompts(select, concept.id(), settings.prompts()),
                        counting,
                        writer)
                .subList(0, FINALISTS);
        int best = best(finalists, tried, prompts(select, concept.id(), SURE * settings.prompts()), counting, writer)
                .getFirst();
        int[] way = ways.get(best);
        arms.put("means", tried.get(best));
        arms.put(
                "means control",
                means.control(
                        way[0],
                        SHARES[way[1]],
                        new SplittableRandom(concept.id().hashCode())));
    }

    /** Some of the tried changes, the best balanced first. */
    private List<Integer> best(
            List<Integer> some, List<List<Change>> tried, List<String> prompts, Counting counting, Writer writer) {
        List<Counted> counted = count(prompts, some.stream().map(tried::get).toList(), counting, writer);
        return IntStream.range(0, some.size())
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -counted.get(i).balance()))
                .map(some::get)
                .toList();
    }

    private static Score best(ConceptTruth truth) {
        return truth.features().stream()
                .max(Comparator.comparingDouble(Score::f1))
                .orElseThrow();
    }

    private int number(String concept) {
        return IntStream.range(0, settings.concepts().size())
                .filter(i -> settings.concepts().get(i).id().equals(concept))
                .findFirst()
                .orElseThrow();
    }

    /**
     * Per source the feature that writes a concept most, the best three together, and those that are most active where the
     * concept is.
     */
    private List<FeatureGroup> groups(int concept) {
        List<FeatureGroup> groups = new ArrayList<>();
        for (TruthSource source : sources.values()) {
            List<Integer> best = outputs.best(source, concept, TOGETHER);
            if (!best.isEmpty()) {
                groups.add(FeatureGroup.even(source, best.subList(0, 1)));
                groups.add(FeatureGroup.even(source, best));
                for (int most : CONTRAST) {
                    FeatureGroup contrast = FeatureGroup.contrast(source, concept, most);
                    if (!contrast.features().isEmpty()) {
                        groups.add(contrast);
                    }
                }
                if (FOREIGN.contains(settings.concepts().get(concept).id())) {
                    for (int most : BOTH_WAYS) {
                        groups.add(FeatureGroup.bothWays(source, concept, most));
                    }
                }
            }
        }
        return groups;
    }

    private List<Change> choose(List<FeatureGroup> groups, List<String> prompts, Counting counting, Writer writer) {
        List<List<Change>> rough =
                groups.stream().map(g -> g.added(FIRST, g.positions())).toList();
        List<Counted> first = count(prompts.subList(0, Math.min(ROUGH, prompts.size())), rough, counting, writer);
        List<FeatureGroup> finalists = IntStream.range(0, groups.size())
                .boxed()
                .sorted(Comparator.comparingDouble(g -> -first.get(g).worth()))
                .limit(FINALISTS)
                .map(groups::get)
                .toList();
        List<List<Change>> fine = new ArrayList<>();
        for (FeatureGroup group : finalists) {
            for (double strength : STRENGTHS) {
                fine.add(group.added(strength, group.positions()));
            }
        }
        List<Counted> second = count(prompts, fine, counting, writer);
        return IntStream.range(0, fine.size())
                .boxed()
                .max(Comparator.comparingDouble(i -> second.get(i).worth()))
                .map(fine::get)
                .orElseThrow();
    }

    private List<Counted> count(List<String> prompts, List<List<Change>> arms, Counting counting, Writer writer) {
        List<List<String>> texts =
                writer.write(prompts, arms.stream().map(changes::interventions).toList(), TOKENS);
        return texts.stream().map(arm -> count(prompts, arm, counting)).toList();
    }

    private Counted count(List<String> prompts, List<String> texts, Counting counting) {
        long[] counted = new long[2];
        long[] sentences = new long[2];
        for (int p = 0; p < texts.size(); p++) {
            long[] one = counting.count(prompts.get(p), texts.get(p));
            long[] right = Written.accepted(texts.get(p), settings.accepts());
            for (int i = 0; i < 2; i++) {
                counted[i] += one[i];
                sentences[i] += right[i];
            }
        }
        return new Counted(
                counted[0], counted[1], sentences[1] == 0 ? Double.NaN : (double) sentences[0] / sentences[1]);
    }

    /**
     * Beginnings of documents, two sentences long, in which the concept does not stand yet; if it is a language, no other
     * foreign one either.
     */
    List<String> prompts(LabelledTexts texts, String concept, int most) {
        Set<String> unwanted = FOREIGN.contains(concept) ? FOREIGN : Set.of(concept);
        boolean prose = !Set.of("digit", "bracket.1").contains(concept);
        List<String> found = new ArrayList<>();
        for (LabelledTexts.Text text : texts.texts()) {
            String whole = text.document().text();
            int end = Written.endOf(whole, 2);
            boolean fits = end > 0
                    && end < whole.length()
                    && (!prose || !NOT_PROSE.contains(text.document().domain()))
                    && text.document().spans().stream()
                            .noneMatch(s -> s.from() < end && unwanted.contains(s.concept()));
            if (fits && found.size() < most) {
                String prompt = whole.substring(0, end).stripTrailing();
                int length = model.tokenizer().encode(prompt).length;
                if (length + TOKENS < model.config().contextLength()) {
                    found.add(prompt);
                }
            }
        }
        return found;
    }

    /** A prompt of the test texts; empty if there is none. */
    String prompt(String concept) {
        List<String> found = prompts(test, concept, 1);
        return found.isEmpty() ? "" : found.getFirst();
    }

    /** The beginning of a test text up to the first token that has a concept; empty if there is none. */
    String beginning(String concept) {
        for (LabelledTexts.Text text : test.texts()) {
            int from = text.document().spans().stream()
                    .filter(span -> span.concept().equals(concept))
                    .mapToInt(Span::from)
                    .min()
                    .orElse(0);
            if (from > BEGINNING) {
                return text.document().text().substring(0, from).stripTrailing();
            }
        }
        return "";
    }

    /** What turning features does to the probability of the strawberry where a thing is introduced. */
    List<TruthReport.Slot> slots(List<ConceptTruth> concepts) {
        return new Slots(model, sources, changes, select, test, settings.concepts())
                .run(concepts, group -> outputs.best(group, number(Slots.WORD), TOGETHER));
    }
}
