package org.fragaria.experiment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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

    private static List<Intervention> interventions(Arm arm) {
        List<Intervention> all = new ArrayList<>();
        for (Change change : arm.changes()) {
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
        List<Intervention> interventions = interventions(arm);
        long[] found = new long[2];
        int texts = 0;
        for (int p = 0; p < ids.size(); p++) {
            // the report draws each prompt's lots by its number; words of one text hang together, so other lots would
            // differ
            DoseRun.Settings settings =
                    new DoseRun.Settings(seed -> new Sampling(0.7, seed), new long[] {p}, TOKENS, List.of(), "");
            for (DoseRun.Text text : new DoseRun(engine, List.of(ids.get(p)), settings, () -> false, done -> {})
                    .write(List.of(interventions))) {
                long[] counted = count.of(prompts.get(p), model.tokenizer().decode(text.ids()));
                found[0] += counted[0];
                found[1] += counted[1];
                texts++;
            }
        }
        Rate rate = Rate.of(found[0], found[1]);
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
                texts);
        assertThat(prompts).hasSize(40);
        assertThat(rate.low()).isLessThanOrEqualTo(arm.rate().high());
        assertThat(rate.high()).isGreaterThanOrEqualTo(arm.rate().low());
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
}
