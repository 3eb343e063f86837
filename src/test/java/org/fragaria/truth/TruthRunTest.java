package org.fragaria.truth;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.SplittableRandom;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.fragaria.dictionary.Architecture;
import org.fragaria.dictionary.Dictionary;
import org.fragaria.dictionary.DictionaryConfig;
import org.fragaria.dictionary.DictionaryWriter;
import org.fragaria.dictionary.Normalization;
import org.fragaria.model.LanguageModel;
import org.fragaria.torch.Precision;
import org.fragaria.truth.TruthReport.Change;
import org.fragaria.truth.TruthReport.Rung;
import org.fragaria.village.Concept;
import org.fragaria.village.Document;
import org.fragaria.village.Span;
import org.fragaria.village.Statement;

import static org.assertj.core.api.Assertions.assertThat;

/** A whole run over an invented language, with a random model and a random dictionary: what it measures is known to mean nothing. */
class TruthRunTest {

    private static final int WIDTH = 24;
    private static final int FEATURES = 96;
    private static final List<Concept> CONCEPTS = List.of(
            new Concept("word.strawberry", "the word fig", Concept.Level.WORD),
            new Concept("place", "a place", Concept.Level.CLASS),
            new Concept("thing.lost", "the thing", Concept.Level.ROLE),
            new Concept("bracket.1", "in brackets", Concept.Level.SPAN),
            new Concept("french", "what is said", Concept.Level.SPAN));

    @TempDir
    Path folder;

    @Test
    void aWholeRunGivesEveryPartOfTheReport() throws JsonProcessingException {
        writeDictionary(folder);
        try (LanguageModel model = LanguageModel.open(Path.of("src/test/resources/model/llama-tiny"), Precision.EXACT);
                Dictionary dictionary = Dictionary.open(folder)) {
            TruthReport report = new TruthRun(
                            model,
                            Map.of("1-random", dictionary),
                            new TruthSettings(1, TruthRunTest::document, CONCEPTS, s -> s.startsWith("A"), 1500, 20, 4),
                            line -> {})
                    .run();
            assertThat(report.concepts()).hasSize(5).allSatisfy(truth -> {
                assertThat(truth.positives()).isPositive();
                assertThat(truth.probes()).hasSize(1 + model.config().layers());
                assertThat(truth.features()).hasSize(1);
            });
            // what token it is can be read off the embedding
            assertThat(report.concepts().getFirst().probes().getFirst().f1()).isGreaterThan(0.5);
            assertThat(report.causal()).isNotEmpty().allSatisfy(causal -> assertThat(causal.arms())
                    .extracting(TruthReport.Arm::name)
                    .startsWith("base", "up", "down", "best f1", "control"));
            assertThat(report.causal().getLast().arms().subList(5, 7))
                    .extracting(TruthReport.Arm::name)
                    .containsExactly("means", "means control");
            assertThat(report.ladder())
                    .extracting(Rung::id)
                    .contains(
                            "base", "zero.1", "zero.1.control", "set.3", "vector", "vector.control", "vector.reverse");
            assertThat(report.slots()).extracting(TruthReport.Slot::name).contains("base", "up", "control");
            assertThat(report.picks())
                    .extracting(TruthReport.Pick::id)
                    .contains("strawberry", "french", "liar", "brackets");
            assertThat(report.picks().get(2).prompt()).endsWith("in the");
            assertThat(TruthTables.of(report)).contains("5 concepts in all", "zero.1");
            String json = new ObjectMapper().writeValueAsString(report);
            assertThat(new ObjectMapper().readValue(json, TruthReport.class).ladder())
                    .hasSameSizeAs(report.ladder());
        }
    }

    @Test
    void whatTheLadderAddsIsWhatSteeringDoes() {
        writeDictionary(folder);
        try (LanguageModel model = LanguageModel.open(Path.of("src/test/resources/model/llama-tiny"), Precision.EXACT);
                Dictionary dictionary = Dictionary.open(folder)) {
            TruthSource source = new TruthSource("s", dictionary, new float[FEATURES], new float[0][], 1);
            List<Statements.Asked> asked = Statements.of(TruthRunTest::document, 0, 20, model);
            assertThat(asked).hasSize(40);
            float[] vector = new float[WIDTH];
            vector[3] = 2;
            try (LadderSide side = new LadderSide(model, Map.of("s", source), asked)) {
                List<List<Change>> all = List.of(
                        List.of(source.change(3, "ablate", 0, "last"), source.change(5, "clamp", 9, "last")),
                        List.of(source.change(7, "add", -4, "last")),
                        List.of(new Change("resid_post.0", -1, "clamp", 3, "last", vector)));
                for (List<Change> changes : all) {
                    assertThat(side.answers(changes)).isEqualTo(side.answersBySteering(changes));
                    assertThat(side.deltaLength(changes)).isPositive();
                }
            }
        }
    }

    /** "A fig is in the mill. An ox is in the barn. Fox: in the barn (so)." */
    static Document document(long number) {
        SplittableRandom random = new SplittableRandom(number * 77 + 5);
        String[] places = {"mill", "barn", "yard"};
        int place = random.nextInt(3);
        int decoy = (place + 1 + random.nextInt(2)) % 3;
        String thing = random.nextBoolean() ? "fig" : "nut";
        boolean lies = number / 2 % 2 == 0;
        String said = places[lies ? decoy : place];
        String text = "A " + thing + " is in the " + places[place] + ". An ox is in the " + places[decoy] + ". "
                + (lies ? "Fox" : "Owl") + ": in the " + said + " (so).";
        List<Span> spans = new ArrayList<>();
        spans.add(new Span("thing.lost", 2, 5));
        if (thing.equals("fig")) {
            spans.add(new Span("word.strawberry", 2, 5));
        }
        spans.add(new Span("french", text.lastIndexOf(". ") + 2, text.length() - 1));
        spans.add(new Span("bracket.1", text.indexOf('('), text.length() - 1));
        for (String name : places) {
            for (int at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
                spans.add(new Span("place", at, at + name.length()));
            }
        }
        int saidAt = text.lastIndexOf("the ") + 4;
        Statement statement = new Statement(
                lies ? "Fox" : "Owl",
                lies,
                thing,
                places[place],
                places[decoy],
                said,
                text.indexOf(lies ? "Fox" : "Owl"),
                saidAt);
        return new Document(text, "story", spans, List.of(statement));
    }

    private static void writeDictionary(Path folder) {
        DictionaryConfig config = new DictionaryConfig(
                Architecture.STANDARD,
                WIDTH,
                FEATURES,
                false,
                Normalization.NONE,
                0,
                false,
                false,
                "blocks.1.hook_resid_post",
                Optional.of("tiny"),
                true,
                OptionalInt.of(40),
                Map.of());
        new DictionaryWriter(config)
                .tensor("W_enc", noise(1, WIDTH * FEATURES))
                .tensor("b_enc", new float[FEATURES])
                .tensor("W_dec", noise(2, WIDTH * FEATURES))
                .tensor("b_dec", new float[WIDTH])
                .write(folder);
    }

    private static float[] noise(long seed, int length) {
        Random random = new Random(seed);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextGaussian() * 0.3f;
        }
        return values;
    }
}
