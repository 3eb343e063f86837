package org.fragaria.lab;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.fragaria.engine.Tracer;
import org.fragaria.lab.LabResult.Place;
import org.fragaria.lab.LabRunner.Prepared;
import org.fragaria.model.ChatTemplate;
import org.fragaria.model.ChatTemplate.Turn;
import org.fragaria.model.LanguageModel;
import org.fragaria.steering.Message;
import org.fragaria.steering.Openings.How;
import org.fragaria.steering.SteerRequest;
import org.fragaria.testsupport.ChatData;
import org.fragaria.torch.Precision;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

/** Chats in the lab over HTTP: what the model reads, whose answers each conversation goes on from, and the wish in words. */
@QuarkusTest
@QuarkusTestResource(value = ChatData.class, restrictToAnnotatedClass = true)
class LabChatTest {

    private static final String CHANGES = """
            "tokens": 8, "seed": 3, "interventions":
              [{"source": "0-random-48", "feature": 5, "strength": 3, "unit": "max", "positions": "generated"}]""";
    private static final String FIRST =
            "{\"messages\": [{\"role\": \"user\", \"content\": \"Hello\"}], " + CHANGES + "}";
    private static final String SECOND = """
            {"messages": [{"role": "user", "content": "Hello"},
              {"role": "assistant", "content": "Good day.", "steered": "Red berries!", "told": "Au revoir."},
              {"role": "user", "content": "And now?"}], "instruction": "Speak of berries.", %s}""".formatted(CHANGES);

    /** First id of the marks in the vocabulary. */
    private static final int MARKS = 320;

    @Inject
    LabRunner runner;

    private static int[] chat(Turn... turns) {
        try (LanguageModel model = LanguageModel.open(ChatData.CHAT_MODEL, Precision.EXACT)) {
            return ChatTemplate.of(ChatData.CHAT_MODEL).orElseThrow().encode(model.tokenizer(), List.of(turns));
        }
    }

    private static int[] chat(String answer) {
        return chat(new Turn("user", "Hello"), new Turn("assistant", answer), new Turn("user", "And now?"));
    }

    @Test
    void whatTheModelReadsIsWhatTransformersMakesOfTheMessages() throws java.io.IOException {
        JsonNode golden = new ObjectMapper()
                .readTree(
                        Path.of("src/test/resources/model/chat-tiny/chat.json").toFile());
        for (JsonNode one : golden) {
            Prepared run =
                    runner.prepare("chatty", LabRequests.read("{\"messages\": " + one.path("messages") + "}"), "");
            JsonNode ids = one.path("ids");
            int[] expected =
                    IntStream.range(0, ids.size()).map(i -> ids.get(i).asInt()).toArray();
            assertThat(run.request().prompt()).isEqualTo(expected);
        }
    }

    @Test
    void greedyAnswersAreThoseOfTransformers() throws java.io.IOException {
        JsonNode golden = new ObjectMapper()
                .readTree(
                        Path.of("src/test/resources/model/chat-tiny/chat.json").toFile());
        for (JsonNode one : golden) {
            given().contentType("application/json")
                    .body("{\"messages\": " + one.path("messages") + ", \"temperature\": 0, \"tokens\": 12}")
                    .post("/chatty/steer/run")
                    .then()
                    .statusCode(200)
                    .body("result.default.places.id.toString()", equalTo(spaced(one.path("greedy"))))
                    .body("result.told", nullValue());
        }
    }

    private static String spaced(JsonNode ids) {
        return ids.toString().replace(",", ", ");
    }

    @Test
    void everyConversationGoesOnFromItsOwnAnswers() {
        Prepared run = runner.prepare("chatty", LabRequests.read(SECOND), "");
        assertThat(run.opening().normal()).isEqualTo(chat("Good day."));
        assertThat(run.opening().steered()).isEqualTo(chat("Red berries!"));
        assertThat(run.opening().told().without()).isEqualTo(chat("Au revoir."));
        assertThat(run.opening().told().how()).isEqualTo(How.SYSTEM);
        assertThat(run.opening().told().ids())
                .isEqualTo(chat(
                        new Turn("system", "Speak of berries."),
                        new Turn("user", "Hello"),
                        new Turn("assistant", "Au revoir."),
                        new Turn("user", "And now?")));
    }

    @Test
    void figuresAreThoseOfTheModelReadingEachConversation() {
        SteerRequest request = LabRequests.read(SECOND);
        LabResult result = runner.again("chatty", request, "");
        Prepared run = runner.prepare("chatty", request, "");
        try (LanguageModel model = LanguageModel.open(ChatData.CHAT_MODEL, Precision.EXACT)) {
            check(model, result.normal(), run.opening().normal(), true);
            check(model, result.steered(), run.opening().steered(), true);
            check(model, result.told().side(), run.opening().told().without(), true);
            check(model, result.told().side(), run.opening().told().ids(), false);
        }
        assertThat(result.told().places()).isNotEmpty();
        assertThat(result.told().divergence()).isPositive();
        assertThat(result.sameTexts(runner.again("chatty", request, ""))).isTrue();
    }

    /** Compares a text's probabilities with those of the unchanged model reading all of it at once. */
    private static void check(LanguageModel model, LabResult.Side side, int[] prompt, boolean leftAlone) {
        int[] text = IntStream.concat(
                        IntStream.of(prompt), side.places().stream().mapToInt(Place::id))
                .toArray();
        float[] logits =
                new Tracer(model).trace(text, List.of(), true, List.of()).logits();
        int vocabulary = model.config().vocabulary();
        for (int at = 0; at < side.places().size(); at++) {
            int row = (prompt.length - 1 + at) * vocabulary;
            double sum = IntStream.range(0, vocabulary)
                    .mapToDouble(id -> Math.exp(logits[row + id]))
                    .sum();
            Place place = side.places().get(at);
            double probability = Math.exp(logits[row + place.id()]) / sum;
            assertThat(leftAlone ? place.normal() : place.steered()).isCloseTo(probability, within(1e-4));
        }
    }

    @Test
    void pageEventsSavedRunAndRunAgainAreOneRun() {
        JsonPath run = given().contentType("application/json")
                .body(SECOND)
                .post("/chatty/steer/run")
                .then()
                .statusCode(200)
                .body("result.told.how", equalTo("system"))
                .body("link", containsString("message=steered%3A+Red+berries%21&message=told%3A+Au+revoir."))
                .extract()
                .jsonPath();
        String stream = given().contentType("application/json")
                .accept("text/event-stream")
                .body(SECOND)
                .post("/chatty/steer/run")
                .asString();
        int texts = run.getList("result.default.places").size()
                + run.getList("result.steered.places").size()
                + run.getList("result.told.places").size();
        assertThat(stream.split("event:token", -1)).hasSize(texts + 1);
        assertThat(stream)
                .contains("\"text\":2,\"at\":0", "toldDivergence", "answers")
                .doesNotContain("event:error");
        String html = given().urlEncodingEnabled(false)
                .accept("text/html")
                .get(run.getString("link"))
                .then()
                .statusCode(200)
                .extract()
                .asString();
        assertThat(html).contains("Red berries!", "Au revoir.", "Good day.", "Speak of berries.", "data-text=\"2\"");
        String saved = given().contentType("application/json")
                .body(SECOND)
                .post("/chatty/steer/save")
                .then()
                .statusCode(201)
                .extract()
                .jsonPath()
                .getString("link");
        given().get(saved + ".json?again=true")
                .then()
                .body("again.identical", equalTo(true))
                .body("run.request.messages[1].steered", equalTo("Red berries!"))
                .body("run.result.told.places.id", equalTo(run.getList("result.told.places.id")));
        for (String page : List.of(saved, saved + "?embed=true")) {
            given().accept("text/html")
                    .get(page)
                    .then()
                    .body(containsString("Red berries!"), containsString("Asked for in words"));
        }
        given().urlEncodingEnabled(false)
                .accept("application/json")
                .get(run.getString("link").replace("/steer?", "/steer/moved?"))
                .then()
                .statusCode(200)
                .body("sources", hasSize(1));
    }

    @Test
    void formAppendsEachAnswerToItsOwnConversation() {
        String away = given().redirects()
                .follow(false)
                .formParam("system", "Be kind.\r\nAlways.")
                .formParam("role", "user")
                .formParam("content", "Hello")
                .formParam("steered", "")
                .formParam("told", "")
                .formParam("answer.default", "Good day.")
                .formParam("answer.steered", "Red!")
                .formParam("answer.told", "Good day.")
                .formParam("next", "And <b>now</b>?")
                .formParam("instruction", "Speak of berries.")
                .formParam("tokens", "4")
                .post("/chatty/steer")
                .then()
                .statusCode(303)
                .extract()
                .header("Location");
        assertThat(away)
                .endsWith("/chatty/steer?message=system%3A+Be+kind.%0AAlways.&message=user%3A+Hello"
                        + "&message=assistant%3A+Good+day.&message=steered%3A+Red%21"
                        + "&message=user%3A+And+%3Cb%3Enow%3C%2Fb%3E%3F&temperature=0.7&tokens=4"
                                .replace("&temperature=0.7", "")
                        + "&instruction=Speak+of+berries.");
        given().urlEncodingEnabled(false)
                .accept("text/html")
                .get(away)
                .then()
                .statusCode(200)
                .body(containsString("And &lt;b&gt;now&lt;/b&gt;?"), containsString("name=\"answer.steered\""))
                .body(not(containsString("<b>now</b>")));
    }

    @Test
    void withoutANextMessageTheSameChatIsAnsweredAgain() {
        given().redirects()
                .follow(false)
                .formParam("role", "user")
                .formParam("content", "Hello")
                .formParam("answer.default", "Good day.")
                .formParam("next", " ")
                .post("/chatty/steer")
                .then()
                .statusCode(303)
                .header("Location", containsString("/chatty/steer?message=user%3A+Hello"))
                .header("Location", not(containsString("Good+day")));
    }

    @Test
    void completionIsToldTheWishInALineBeforeThePrompt() {
        SteerRequest request = LabRequests.read("{\"prompt\": \"Once\", \"instruction\": \"Say yes.\", \"tokens\": 3}");
        Prepared run = runner.prepare("chatty", request, "");
        try (LanguageModel model = LanguageModel.open(ChatData.CHAT_MODEL, Precision.EXACT)) {
            assertThat(run.opening().told().ids()).isEqualTo(model.tokenizer().encode("Say yes.\nOnce"));
            assertThat(run.opening().told().without())
                    .isEqualTo(model.tokenizer().encode("Once"));
        }
        given().urlEncodingEnabled(false)
                .accept("text/html")
                .get("/chatty/steer?prompt=Once&instruction=Say+yes.&tokens=3")
                .then()
                .statusCode(200)
                .body(containsString("in a line before the prompt"));
    }

    /** Counts by {@code shifts}, which tells of how many tokens a change moved the tensor. */
    @ParameterizedTest
    @CsvSource({"generated, 0, 1", "prompt, 1, 0", "all, 1, 1", "last, 0, 0"})
    void changesTouchTheAnswerOrWhatWasSaidBefore(String positions, int ofPrompt, int ofAnswer) {
        for (boolean special : List.of(false, true)) {
            SteerRequest request = LabRequests.read(SECOND.replace("\"generated\"", "\"" + positions + "\"")
                    .replace("\"feature\"", "\"specialTokens\": " + special + ", \"feature\""));
            LabResult result = runner.again("chatty", request, "");
            int[] prompt = chat("Red berries!");
            // the last token of the prompt is where the answer begins; that of the answer is never read
            long said = IntStream.of(prompt)
                    .limit(prompt.length - 1)
                    .filter(id -> special || id < MARKS)
                    .count();
            long read = result.steered().places().stream().skip(1).count();
            long before = result.steered().places().stream()
                    .limit(read)
                    .filter(place -> special || place.id() < MARKS)
                    .count();
            long last = positions.equals("generated") || ofPrompt == 1 || positions.equals("last") ? 1 : 0;
            assertThat(result.shifts()).hasSize(1);
            assertThat(result.shifts().getFirst().tokens())
                    .as(positions + ", marks too: " + special)
                    .isEqualTo(ofPrompt * said + last + ofAnswer * before);
        }
    }

    @Test
    void answersEndBeforeTheirMarks() {
        Place word = new Place(1, " Yes", 1, 1, 0, List.of(), List.of());
        Place mark = new Place(322, "<|said|>", 1, 1, 0, List.of(), List.of());
        assertThat(new LabResult.Side(List.of(word, mark), "end_of_text").answer(List.of()))
                .isEqualTo("Yes");
        assertThat(new LabResult.Side(List.of(word, word), "stop").answer(List.of("s Y")))
                .isEqualTo("Ye");
        assertThat(new LabResult.Side(List.of(), "length").answer(List.of())).isEmpty();
        assertThat(new Message("assistant", "a").differs()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            message=hello                                    | 400 | a role and a text
            message=steered:+a                               | 400 | a message before it
            message=robot:+a                                 | 400 | there are system, user and assistant
            message=user:+a&prompt=b                         | 400 | one of them
            message=user:+a&change=0-random-48/99            | 404 | 0 to 47
            """)
    void mistakesAreNamed(String words, int status, String named) {
        given().urlEncodingEnabled(false)
                .accept("application/json")
                .get("/chatty/steer?" + words)
                .then()
                .statusCode(status)
                .body("detail", containsString(named));
    }

    @Test
    void chatsThatAreTooLongSaySo() {
        String longer = "a b ".repeat(500);
        given().accept("application/json")
                .contentType("application/json")
                .body(SECOND.replace("Red berries!", longer))
                .post("/chatty/steer/run")
                .then()
                .statusCode(413)
                .body("detail", containsString("The steered chat has"), "detail", containsString("begin a new chat"));
        given().accept("application/json")
                .contentType("application/json")
                .body(FIRST.replace("Hello", "a".repeat(9000)))
                .post("/chatty/steer/run")
                .then()
                .statusCode(413)
                .body("detail", containsString("characters"));
        given().accept("application/json")
                .contentType("application/json")
                .body("{\"messages\": [{\"role\": \"user\"}]}")
                .post("/chatty/steer/run")
                .then()
                .statusCode(400)
                .body("detail", containsString("'content'"));
    }
}
