package org.fragaria.experiment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.fragaria.dictionary.Dictionary;
import org.fragaria.engine.Engine;
import org.fragaria.engine.Sampling;
import org.fragaria.intervention.Intervention;
import org.fragaria.intervention.Method;
import org.fragaria.intervention.Positions;
import org.fragaria.model.LanguageModel;
import org.fragaria.torch.Precision;
import org.fragaria.torch.Torch;
import org.fragaria.truth.CausalArms;
import org.fragaria.truth.TruthReport;
import org.fragaria.truth.TruthReport.Arm;
import org.fragaria.truth.TruthReport.Change;
import org.fragaria.truth.TruthReport.Rung;
import org.fragaria.web.Parameters;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The dose-response writes and counts what the truth report wrote and counted: same prompts, changes, strengths and
 * lots; the rates' 95 % intervals meet.
 */
class TruthRegressionTest {

    private static final Path DEMO = Path.of("src/main/resources/demo");
    private static final int TOKENS = 28;

    private static TruthReport truth;
    private static LanguageModel model;
    private static Engine engine;
    private static CausalArms arms;

    @BeforeAll
    static void open() throws IOException {
        truth = new ObjectMapper().readValue(DEMO.resolve("truth.json").toFile(), TruthReport.class);
        Torch.inferenceThread();
        model = LanguageModel.open(DEMO.resolve("village"), Precision.EXACT);
        engine = new Engine(model);
        arms = new CausalArms(model, truth.seed());
    }

    @AfterAll
    static void close() {
        engine.close();
        model.close();
    }

    private static Arm arm(String concept, String name) {
        return truth.causal().stream()
                .filter(causal -> causal.concept().equals(concept))
                .flatMap(causal -> causal.arms().stream())
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<Intervention> interventions(List<Change> changes) {
        List<Intervention> all = new ArrayList<>();
        for (Change change : changes) {
            try (Dictionary dictionary = Dictionary.open(DEMO.resolve("sae").resolve(change.source()))) {
                all.addAll(Intervention.allOnFeature(
                        dictionary,
                        change.index(),
                        Parameters.choice("method", change.method(), Method.ADD),
                        (float) change.strength(),
                        Parameters.choice("positions", change.positions(), Positions.ALL)));
            }
        }
        return all;
    }

    private interface Count {
        long[] of(String prompt, String text);
    }

    private static void reproduces(String concept, String name, Count count) {
        Arm arm = arm(concept, name);
        List<String> prompts = arms.prompts(concept);
        List<int[]> ids = prompts.stream().map(model.tokenizer()::encode).toList();
        List<Intervention> interventions = interventions(arm.changes());
        LongAdder hits = new LongAdder();
        LongAdder tries = new LongAdder();
        LongAdder texts = new LongAdder();
        // All prompts in one batch: a text does not depend on its neighbours.
        try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int p = 0; p < ids.size(); p++) {
                int number = p;
                writers.submit(() -> {
                    long[] counted = count.of(prompts.get(number), write(ids.get(number), number, interventions));
                    hits.add(counted[0]);
                    tries.add(counted[1]);
                    texts.increment();
                });
            }
        }
        assertThat(texts.sum()).isEqualTo(40);
        Rate rate = Rate.of(hits.sum(), tries.sum());
        System.out.printf(
                "%s %s: report %.3f (%.3f to %.3f), dose-response %.3f (%.3f to %.3f), %d texts%n",
                concept,
                name,
                arm.rate().rate(),
                arm.rate().low(),
                arm.rate().high(),
                rate.rate(),
                rate.low(),
                rate.high(),
                texts.sum());
        assertThat(rate.low()).isLessThanOrEqualTo(arm.rate().high());
        assertThat(rate.high()).isGreaterThanOrEqualTo(arm.rate().low());
    }

    /**
     * One text of the dose-response. The report draws each prompt's lots by its number; words of one text hang together, so
     * other lots would differ.
     */
    private static String write(int[] prompt, long seed, List<Intervention> interventions) {
        DoseRun.Settings settings =
                new DoseRun.Settings(lot -> new Sampling(0.7, lot), new long[] {seed}, TOKENS, List.of(), "");
        DoseRun run = new DoseRun(engine, List.of(prompt), settings, () -> false, done -> {});
        return model.tokenizer()
                .decode(run.write(List.of(interventions)).getFirst().ids());
    }

    private static Count words(String concept) {
        Counter counter = new Counter(new Outcome("words", "placeholder", null, null, null))
                .with(java.util.regex.Pattern.compile(arms.words(concept), java.util.regex.Pattern.CASE_INSENSITIVE));
        return (prompt, text) -> counter.count(List.of(), text);
    }

    @Test
    void strawberries() {
        reproduces("word.strawberry", "base", words("word.strawberry"));
        reproduces("word.strawberry", "up", words("word.strawberry"));
        reproduces("word.strawberry", "down", words("word.strawberry"));
    }

    @Test
    void rainOfSeveralFeaturesTogether() {
        reproduces("word.rain", "up", words("word.rain"));
    }

    @Test
    void french() {
        reproduces("french", "base", (prompt, text) -> arms.count("french", prompt, text));
        reproduces("french", "best f1", (prompt, text) -> arms.count("french", prompt, text));
        reproduces("french", "up", (prompt, text) -> arms.count("french", prompt, text));
    }

    /** The ladder asks for the likeliest token, so there is no chance in it: every answer is the same. */
    @Test
    void liarsTellTheTruthWithTwoFeaturesOffAndTwoOn() {
        assertThat(truths("base")).isEqualTo(hits("base"));
        assertThat(truths("zero.3")).isEqualTo(hits("zero.3"));
        assertThat(truths("set.2"))
                .isEqualTo(hits("set.2"))
                .isEqualTo(arms.liars().size());
    }

    private static Rung rung(String id) {
        return truth.ladder().stream()
                .filter(rung -> rung.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static long hits(String rung) {
        return rung(rung).liarsTrue().hits();
    }

    /** How many liars name the true place in a dose-response of one token with a rung's changes. */
    private static long truths(String id) {
        List<CausalArms.Liar> liars = arms.liars();
        DoseRun.Settings settings = new DoseRun.Settings(lot -> new Sampling(0, lot), new long[] {0}, 1, List.of(), "");
        List<int[]> prompts = liars.stream().map(CausalArms.Liar::prompt).toList();
        List<DoseRun.Text> said = new DoseRun(engine, prompts, settings, () -> false, done -> {})
                .write(List.of(interventions(rung(id).changes())));
        return IntStream.range(0, liars.size())
                .filter(n -> said.get(n).ids()[0] == liars.get(n).place())
                .count();
    }
}
