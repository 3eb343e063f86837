package org.fragaria.engine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.fragaria.intervention.Intervention;
import org.fragaria.intervention.Method;
import org.fragaria.intervention.Positions;
import org.fragaria.intervention.Scope;
import org.fragaria.model.Address;
import org.fragaria.model.ChatTemplate;
import org.fragaria.model.LanguageModel;
import org.fragaria.problem.InvalidException;
import org.fragaria.problem.TooLargeException;
import org.fragaria.testsupport.Heard;
import org.fragaria.torch.Precision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** Chats as transformers reads and answers them, and rows of one request that go on from chats of their own. */
class ChatModelTest {

    private static final Path FOLDER = Path.of("src/test/resources/model/chat-tiny");
    private static LanguageModel model;
    private static Engine engine;
    private static JsonNode golden;

    @BeforeAll
    static void open() throws java.io.IOException {
        model = LanguageModel.open(FOLDER, Precision.EXACT);
        engine = new Engine(model);
        golden = new ObjectMapper().readTree(FOLDER.resolve("chat.json").toFile());
    }

    @AfterAll
    static void close() {
        engine.close();
        model.close();
    }

    private static int[] ids(JsonNode list) {
        return IntStream.range(0, list.size()).map(i -> list.get(i).asInt()).toArray();
    }

    private static int[] chat(int number) {
        return ids(golden.get(number).path("ids"));
    }

    private static GenerationRequest request(int[] prompt, Variant... variants) {
        return new GenerationRequest(prompt, List.of(variants), 12, true, List.of(), 0, "");
    }

    private static Variant greedy() {
        return Variant.of(List.of(), Sampling.GREEDY);
    }

    private static List<Integer> alone(int[] prompt, Variant variant) {
        return Heard.start(engine, request(prompt, variant)).ids(0);
    }

    private static Intervention push() {
        float[] direction = new float[model.config().dModel()];
        for (int i = 0; i < direction.length; i++) {
            direction[i] = (float) Math.sin(i + 1);
        }
        return Intervention.onVector(
                Address.parse("resid_post.0"), direction, Method.ADD, 3, Scope.of(Positions.GENERATED));
    }

    @Test
    void chatsAreReadAndAnsweredAsTransformersDoes() {
        ChatTemplate template = ChatTemplate.of(FOLDER).orElseThrow();
        assertThat(golden).hasSize(5);
        for (JsonNode one : golden) {
            List<ChatTemplate.Turn> turns = new ArrayList<>();
            one.path("messages")
                    .forEach(message -> turns.add(new ChatTemplate.Turn(
                            message.path("role").asText(),
                            message.path("content").asText())));
            int[] prompt = template.encode(model.tokenizer(), turns);
            assertThat(prompt).isEqualTo(ids(one.path("ids")));
            assertThat(Arrays.stream(prompt).filter(id -> id == prompt[0]).count())
                    .as("BOS once, or as often as somebody writes it")
                    .isEqualTo(one.toString().contains("<s> and") ? 2 : 1);
            assertThat(alone(prompt, greedy()))
                    .isEqualTo(Arrays.stream(ids(one.path("greedy"))).boxed().toList());
        }
    }

    @Test
    void rowsGoOnFromPromptsOfTheirOwn() {
        Variant steered = Variant.of(List.of(push()), Sampling.GREEDY);
        Heard heard = Heard.start(
                engine,
                request(
                        chat(0),
                        greedy(),
                        steered.after(chat(3)),
                        Variant.following(1, List.of()).after(chat(3)),
                        greedy().after(new int[] {chat(0)[0]})));
        assertThat(heard.ids(0)).isEqualTo(alone(chat(0), greedy()));
        assertThat(heard.ids(1)).isEqualTo(alone(chat(3), steered)).isNotEqualTo(alone(chat(3), greedy()));
        assertThat(heard.ids(2)).isEqualTo(heard.ids(1));
        assertThat(heard.ids(3)).isEqualTo(alone(new int[] {chat(0)[0]}, greedy()));
    }

    @Test
    void rowThatFollowsAfterAnotherPromptSaysHowProbableTheTextIsThere() {
        Heard heard = Heard.start(
                engine,
                request(chat(1), greedy(), Variant.following(0, List.of()).after(chat(0))));
        List<Integer> written = heard.ids(0);
        assertThat(heard.scores(1)).hasSize(written.size());
        int[] text = IntStream.concat(Arrays.stream(chat(0)), written.stream().mapToInt(Integer::intValue))
                .toArray();
        float[] logits =
                new Tracer(model).trace(text, List.of(), true, List.of()).logits();
        int vocabulary = model.config().vocabulary();
        for (int at = 0; at < written.size(); at++) {
            int row = (chat(0).length - 1 + at) * vocabulary;
            double sum = 0;
            for (int id = 0; id < vocabulary; id++) {
                sum += Math.exp(logits[row + id]);
            }
            double expected = logits[row + written.get(at)] - Math.log(sum);
            assertThat((double) heard.scores(1).get(at)).isCloseTo(expected, within(1e-4));
        }
    }

    @Test
    void rowsDrawTheLotsOfTheRequestsOwnPrompt() {
        Variant sampled = Variant.of(List.of(), new Sampling(1, 7));
        Heard heard = Heard.start(engine, request(chat(1), sampled, sampled.after(chat(1))));
        assertThat(heard.ids(1)).isEqualTo(heard.ids(0));
        int[] longer = IntStream.concat(Arrays.stream(chat(1)), IntStream.of(5)).toArray();
        assertThat(new Row(generation(request(chat(1), sampled, sampled.after(longer))), 1, model.tokenizer()).lot())
                .isEqualTo(chat(1).length);
    }

    private static Generation generation(GenerationRequest request) {
        return new Generation(request, new Heard(request.variants().size()), new Admission("test", Limits.ofDevice()));
    }

    @Test
    void leaderAndFollowerEndTogetherWhenTheLongerContextIsFull() {
        int context = model.config().contextLength();
        int[] full = IntStream.range(0, context - 3).map(i -> 1 + i % 300).toArray();
        Heard heard = Heard.start(
                engine,
                request(chat(1), greedy(), Variant.following(0, List.of()).after(full), greedy()));
        assertThat(heard.ids(0)).hasSize(3);
        assertThat(heard.ids(1)).isEqualTo(heard.ids(0));
        assertThat(heard.end(0)).isEqualTo(GenerationListener.End.CONTEXT);
        assertThat(heard.ids(2)).hasSizeGreaterThan(3);
    }

    @Test
    void promptsOfRowsAreCheckedAsWell() {
        int[] tooLong = new int[model.config().contextLength()];
        assertThatThrownBy(() -> engine.submit(request(chat(0), greedy().after(tooLong)), new Heard(1)))
                .isInstanceOf(TooLargeException.class);
        assertThatThrownBy(() -> engine.submit(request(chat(0), greedy().after(new int[] {9999})), new Heard(1)))
                .isInstanceOf(InvalidException.class)
                .hasMessageContaining("9999");
        assertThatThrownBy(() -> request(chat(0), greedy().after(new int[0]))).isInstanceOf(InvalidException.class);
    }
}
