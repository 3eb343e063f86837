package org.fragaria.explanation;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import org.junit.jupiter.api.Test;

import org.fragaria.testsupport.FakeModel;
import org.fragaria.testsupport.FakeModelServer.Asked;
import org.fragaria.testsupport.FakeModelServer.Reply;
import org.fragaria.testsupport.VillageData;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

/** A language model that explains and judges, from the button to the label, and what becomes of all that can go wrong. */
@QuarkusTest
@QuarkusTestResource(VillageData.class)
@QuarkusTestResource(value = FakeModel.class, restrictToAnnotatedClass = true)
class AttemptsTest {

    private static final String FEATURE = "/village/2-res-300/";
    private static final Pattern NUMBERED = Pattern.compile("(?m)^\\d+\\. ");

    private static boolean isExam(Asked question) {
        return question.user().startsWith("EXPLANATION");
    }

    private static Reply allYes(Asked question) {
        return Reply.says(NUMBERED.matcher(question.user())
                .results()
                .map(found -> "1")
                .collect(Collectors.joining(", ", "[", "]")));
    }

    private static Function<Asked, Reply> explains(String text) {
        return question -> isExam(question) ? allYes(question) : Reply.says("Explanation: " + text);
    }

    private static String ask(String path, Object... form) {
        var request = given().redirects().follow(false).cookie("fragaria-key", "A".repeat(32));
        for (int i = 0; i < form.length; i += 2) {
            request.formParam(String.valueOf(form[i]), form[i + 1]);
        }
        Response sent = request.post(path);
        assertThat(sent.statusCode()).as(sent.asString()).isEqualTo(303);
        return sent.header("Location").replaceAll("https?://[^/]+", "");
    }

    private static JsonPath ended(String path) {
        for (int i = 0; i < 200; i++) {
            JsonPath json =
                    given().get(path + ".json").then().statusCode(200).extract().jsonPath();
            if (!json.getString("state").matches("waiting|running")) {
                return json;
            }
            sleep(100);
        }
        throw new AssertionError("not ended: " + given().get(path + ".json").asString());
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void explainsAndScores() {
        FakeModel.server().reply(explains("some trigger words"));
        String work =
                ask(FEATURE + "30/explain", "method", "np_max-act-logits", "score", "detection", "score", "fuzzing");
        JsonPath attempt = ended(work);
        assertThat(attempt.getString("state")).as(attempt.prettyPrint()).isEqualTo("done");
        assertThat(attempt.getInt("done")).isEqualTo(attempt.getInt("total"));
        String id = attempt.getString("explanation");
        JsonPath one = given().get("/explanations/" + id + ".json").jsonPath();
        assertThat(one.getString("text")).isEqualTo("some trigger words");
        assertThat(one.getString("by")).isEqualTo("fake-model");
        assertThat(one.getList("scores.method")).containsExactlyInAnyOrder("fuzzing", "detection");
        assertThat(one.getList("scores.value", Double.class)).containsOnly(0.5);
        assertThat(one.getList("scores[0].details")).hasSizeGreaterThanOrEqualTo(8);
        String html = given().accept("text/html").get("/explanations/" + id).asString();
        assertThat(html).contains("✓ right").contains("✗ wrong").contains("class=\"strip quiet\"");
        assertThat(given().accept("text/html").get(FEATURE + "30").asString())
                .contains("<h1><bdi>some trigger words</bdi></h1>")
                .contains("detection")
                .contains("0.50");
        assertThat(given().accept("text/html").get(work).asString()).contains("See the label");
        given().get("/village/2-res-300/explanations.jsonl")
                .then()
                .body(containsString("\"typeName\":\"np_max-act-logits\",\"explanationModelName\":\"fake-model\""));
    }

    @Test
    void askedAgainItGoesOnAfterWhatIsStored() {
        FakeModel.server().reply(explains("stored once"));
        ended(ask(FEATURE + "31/explain", "method", "eleuther_acts_top20"));
        FakeModel.server().reply(explains("never asked for"));
        JsonPath again = ended(ask(FEATURE + "31/explain", "method", "eleuther_acts_top20", "score", "detection"));
        assertThat(again.getString("state")).isEqualTo("done");
        assertThat(FakeModel.server().asked()).isNotEmpty().allMatch(AttemptsTest::isExam);
        int asked = FakeModel.server().asked().size();
        ended(ask(FEATURE + "31/explain", "method", "eleuther_acts_top20", "score", "detection"));
        assertThat(FakeModel.server().asked()).hasSize(asked);
    }

    /** An attempt as a killed server leaves it: running, with a label and one of two scores stored, and nobody at it. */
    @Test
    void whatAKilledServerLeftIsTakenUpAndGoesOn() {
        FakeModel.server().reply(explains("written before the kill"));
        String label = ended(ask(FEATURE + "37/explain", "method", "eleuther_acts_top20", "score", "fuzzing"))
                .getString("explanation");
        ExplanationAttempt left = new ExplanationAttempt();
        left.id = ExplanationStore.newId();
        left.model = "village";
        left.source = "2-res-300";
        left.feature = 37;
        left.method = "eleuther_acts_top20";
        left.scores = "fuzzing,detection";
        left.state = ExplanationAttempt.State.RUNNING;
        left.made = Instant.now().minusSeconds(120);
        left.leased = Instant.now().minusSeconds(60);
        FakeModel.server().reply(explains("never asked for"));
        QuarkusTransaction.requiringNew().run(left::persist);
        JsonPath attempt = ended("/explanations/work/" + left.id);
        assertThat(attempt.getString("state")).as(attempt.prettyPrint()).isEqualTo("done");
        assertThat(attempt.getString("explanation")).isEqualTo(label);
        assertThat(FakeModel.server().asked()).isNotEmpty().allMatch(AttemptsTest::isExam);
        assertThat(given().get("/explanations/" + label + ".json").jsonPath().getList("scores.method"))
                .containsExactlyInAnyOrder("fuzzing", "detection");
    }

    @Test
    void malformedVerdictIsAFailedScoreAndNeverANumber() {
        FakeModel.server()
                .reply(question -> isExam(question)
                        ? Reply.says("I would say that most of them apply. Score: 0.9")
                        : Reply.says("Explanation: a fine label"));
        JsonPath attempt = ended(ask(FEATURE + "32/explain", "method", "oai_token-act-pair", "score", "detection"));
        assertThat(attempt.getString("state")).isEqualTo("failed");
        assertThat(attempt.getString("note")).contains("zeros and ones").contains("most of them apply");
        JsonPath one = given().get("/explanations/" + attempt.getString("explanation") + ".json")
                .jsonPath();
        assertThat(one.getString("scores[0].failure")).contains("zeros and ones");
        assertThat(one.<Object>get("scores[0].value")).isNull();
        assertThat(given().accept("text/html")
                        .get("/explanations/" + attempt.getString("explanation"))
                        .asString())
                .contains("! no score");
        given().get(FEATURE + "32.json").then().body("labels[0].scores.size()", org.hamcrest.Matchers.equalTo(0));
    }

    @Test
    void whateverTheServerRefusesIsAFailureWithItsReason() {
        FakeModel.server().reply(question -> Reply.fails(401, "{\"error\":\"no sk-secret-key here\"}"));
        JsonPath attempt = ended(ask(FEATURE + "36/explain", "method", "eleuther_acts_top20"));
        assertThat(attempt.getString("state")).isEqualTo("failed");
        assertThat(attempt.getString("note")).contains("refused the key").doesNotContain("sk-secret-key");
        FakeModel.server().reply(question -> Reply.says("I'm sorry, I can't help with that."));
        assertThat(ended(ask(FEATURE + "36/explain", "method", "eleuther_acts_top20"))
                        .getString("note"))
                .contains("no line that begins with 'Explanation:'");
        given().get(FEATURE + "36.json").then().body("labels.size()", org.hamcrest.Matchers.equalTo(1));
    }

    @Test
    void deadFeatureIsNotExplained() {
        FakeModel.server().reply(explains("nothing"));
        assertThat(ended(ask(FEATURE + "16/explain", "method", "eleuther_acts_top20"))
                        .getString("note"))
                .contains("too few to explain");
        assertThat(FakeModel.server().asked()).isEmpty();
    }

    @Test
    void cancelledWorkStopsAfterItsQuestion() {
        AtomicInteger exams = new AtomicInteger();
        FakeModel.server().reply(question -> {
            if (!isExam(question)) {
                return Reply.says("Explanation: soon cancelled");
            }
            exams.incrementAndGet();
            return allYes(question).slowly(700);
        });
        String work = ask(FEATURE + "34/explain", "method", "eleuther_acts_top20", "score", "detection");
        while (exams.get() == 0) {
            sleep(50);
        }
        ask(work + "/cancel");
        assertThat(ended(work).getString("state")).isEqualTo("cancelled");
        sleep(2500);
        assertThat(exams.get()).isLessThanOrEqualTo(2);
        assertThat(given().get(work + ".json").jsonPath().getString("state")).isEqualTo("cancelled");
    }

    @Test
    void handWrittenLabelIsScoredToo() {
        FakeModel.server().reply(explains("unused"));
        String id = given().contentType(ContentType.JSON)
                .accept(ContentType.JSON)
                .body("{\"text\":\"by hand\"}")
                .post(FEATURE + "35/explanations")
                .header("Location")
                .replaceAll(".*/", "");
        JsonPath attempt = ended(ask("/explanations/" + id + "/score", "score", "fuzzing"));
        assertThat(attempt.getString("state")).as(attempt.prettyPrint()).isEqualTo("done");
        given().redirects()
                .follow(false)
                .accept(ContentType.JSON)
                .post("/explanations/" + id + "/score")
                .then()
                .statusCode(400)
                .body("detail", containsString("Which score"));
        given().accept(ContentType.JSON)
                .formParam("method", "magic")
                .post(FEATURE + "35/explain")
                .then()
                .statusCode(400)
                .body("detail", containsString("oai_token-act-pair"));
    }
}
