package org.fragaria.explanation;

import java.util.List;
import java.util.Map;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import org.junit.jupiter.api.Test;

import org.fragaria.testsupport.VillageData;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

/** Labels that people write: over forms and over JSON, by their owner and by others, on a server without a language model. */
@QuarkusTest
@QuarkusTestResource(VillageData.class)
class ExplanationPagesTest {

    private static final String FEATURE = "/village/2-res-300/";
    private static final String ANN = "A".repeat(32);
    private static final String BOB = "B".repeat(32);
    private static final String CARL = "C".repeat(32);

    private static RequestSpecification as(String key) {
        return given().redirects().follow(false).cookie("fragaria-key", key);
    }

    private static String write(String key, int index, String text) {
        Response written = as(key).contentType(ContentType.JSON)
                .accept(ContentType.JSON)
                .body(Map.of("text", text, "by", "Ann & <b>Bo</b>"))
                .post(FEATURE + index + "/explanations");
        assertThat(written.statusCode()).as(written.asString()).isEqualTo(201);
        return written.header("Location").replaceAll(".*/", "");
    }

    private static String page(int index) {
        return given().accept("text/html")
                .get(FEATURE + index)
                .then()
                .statusCode(200)
                .extract()
                .asString();
    }

    @Test
    void featureWithoutLabelsShowsTheOfflineOne() {
        assertThat(page(20)).contains("offline label").contains("‘");
        given().get(FEATURE + "20.json")
                .then()
                .body("labels", hasSize(1))
                .body("labels[0].method", equalTo("offline"))
                .body("labels[0].id", equalTo(null))
                .body("labels[0].text", containsString("token"));
        given().get(FEATURE + "16.json").then().body("labels", hasSize(0));
        assertThat(page(16)).contains("never fired");
    }

    @Test
    void aFormWritesALabelThatHeadsThePage() {
        Response sent = given().redirects()
                .follow(false)
                .contentType("application/x-www-form-urlencoded; charset=utf-8")
                .formParam("text", "  strawberries,\r\nand talk of them ")
                .formParam("by", "")
                .post(FEATURE + "21/explanations");
        assertThat(sent.statusCode()).isEqualTo(303);
        assertThat(sent.header("Location")).endsWith(FEATURE + "21#labels");
        assertThat(sent.header("Set-Cookie")).contains("fragaria-key=").containsIgnoringCase("HttpOnly");
        assertThat(page(21)).contains("<h1><bdi>strawberries,</bdi></h1>");
        given().get(FEATURE + "21/explanations.json")
                .then()
                .body("labels[0].text", equalTo("strawberries,\nand talk of them"))
                .body("labels[0].method", equalTo("human"))
                .body("labels[0].by", equalTo(null))
                .body("automatic", equalTo(false));
    }

    @Test
    void onlyItsOwnerChangesAndDeletesALabel() {
        String id = write(ANN, 22, "the first thought");
        String path = "/explanations/" + id;
        as(BOB).contentType(ContentType.JSON)
                .accept(ContentType.JSON)
                .body(Map.of("text", "mine now"))
                .post(path)
                .then()
                .statusCode(400)
                .body("detail", containsString("not written from this browser"));
        as(BOB).accept(ContentType.JSON).delete(path).then().statusCode(400);
        assertThat(as(BOB).accept("text/html").get(path).asString()).doesNotContain("Delete it");
        assertThat(as(ANN).accept("text/html").get(path).asString()).contains("Delete it");
        as(ANN).contentType(ContentType.JSON)
                .accept(ContentType.JSON)
                .body(Map.of("text", "the second thought"))
                .post(path)
                .then()
                .statusCode(200)
                .body("text", equalTo("the second thought"))
                .body("own", equalTo(true));
        assertThat(page(22)).contains("the second thought").doesNotContain("the first thought");
        as(ANN).formParam("text", "the third thought").post(path).then().statusCode(303);
        assertThat(page(22)).contains("the third thought");
        as(ANN).post(path + "/delete").then().statusCode(303);
        assertThat(page(22)).doesNotContain("the third thought").contains("offline label");
        as(ANN).accept(ContentType.JSON).get(path).then().statusCode(404);
    }

    @Test
    void aKeptPageNamesItsNeighboursAsTheyAreCalledNow() {
        assertThat(page(40)).doesNotContain("named on the page before");
        String id = write(ANN, 41, "named on the page before");
        assertThat(page(40)).contains("<bdi>named on the page before</bdi>");
        as(ANN).formParam("text", "called anew")
                .post("/explanations/" + id)
                .then()
                .statusCode(303);
        assertThat(page(40)).contains("<bdi>called anew</bdi>").doesNotContain("named on the page before");
        as(ANN).post("/explanations/" + id + "/delete").then().statusCode(303);
        assertThat(page(40)).doesNotContain("called anew");
    }

    @Test
    void labelsAndVotesAreOnesOwnToTakeAlongAndToDelete() {
        String mine = write(CARL, 42, "of one who leaves");
        String other = write(ANN, 43, "of one who stays");
        vote(BOB, mine, "1");
        vote(CARL, other, "1");
        as(CARL).get("/account/export")
                .then()
                .statusCode(200)
                .body("labels.text", equalTo(List.of("of one who leaves")))
                .body("labels[0].feature.index", equalTo(42))
                .body("labels[0].owner", equalTo(null))
                .body("votes.label", equalTo(List.of("of one who stays")))
                .body("votes[0].points", equalTo(1));
        as(CARL).get("/account.json").then().body("kinds.find { it.name == 'labels' }.count", equalTo(1));
        as(CARL).formParam("confirm", "delete").post("/account/delete").then().statusCode(303);
        as(CARL).get("/account/export").then().body("labels", hasSize(0)).body("votes", hasSize(0));
        assertThat(page(42)).doesNotContain("of one who leaves");
        given().get("/explanations/" + mine + ".json").then().statusCode(404);
        given().get(FEATURE + "43.json").then().body("labels.find { it.text == 'of one who stays' }.votes", equalTo(0));
    }

    @Test
    void aSourceCountsTheFeaturesThatSomebodyLabelled() {
        int before = labelled();
        String id = write(ANN, 44, "counted once");
        write(ANN, 44, "of the same feature");
        assertThat(labelled()).isEqualTo(before + 1);
        given().get("/village.json")
                .then()
                .body("sources.find { it.source == '2-res-300' }.labelled", equalTo(before + 1));
        given().get("/resources.json")
                .then()
                .body("models.sources.flatten().find { it.source == '2-res-300' }.labelled", equalTo(before + 1));
        as(ANN).post("/explanations/" + id + "/delete").then().statusCode(303);
        assertThat(labelled()).isEqualTo(before + 1);
    }

    private static int labelled() {
        return given().get("/village/2-res-300.json")
                .then()
                .statusCode(200)
                .extract()
                .path("labelled");
    }

    @Test
    void votesOrderLabelsAndCanBeChanged() {
        String good = write(ANN, 23, "a good label");
        String bad = write(ANN, 23, "a bad label");
        vote(ANN, good, "1");
        vote(BOB, good, "1");
        vote(BOB, good, "1");
        vote(BOB, bad, "-1");
        given().get(FEATURE + "23.json")
                .then()
                .body("labels.text[0]", equalTo("a good label"))
                .body("labels.votes[0]", equalTo(2))
                .body("labels.method[1]", equalTo("offline"))
                .body("labels.text[2]", equalTo("a bad label"))
                .body("labels.votes[2]", equalTo(-1));
        as(BOB).get("/explanations/" + bad + ".json").then().body("vote", equalTo(-1));
        vote(BOB, good, "-1");
        vote(BOB, bad, "0");
        vote(BOB, bad, "0");
        given().get(FEATURE + "23.json")
                .then()
                .body("labels.find { it.text == 'a good label' }.votes", equalTo(0))
                .body("labels.find { it.text == 'a bad label' }.votes", equalTo(0));
        as(BOB).accept(ContentType.JSON)
                .formParam("points", "7")
                .post("/explanations/" + bad + "/vote")
                .then()
                .statusCode(400)
                .body("detail", containsString("from -1 to 1"));
    }

    private static void vote(String key, String id, String points) {
        as(key).formParam("points", points)
                .post("/explanations/" + id + "/vote")
                .then()
                .statusCode(303);
    }

    @Test
    void hostileTextIsShownAsText() {
        String hostile =
                "<script>alert(1)</script> \"quoted\" 'it' & \u202Eright to left\u202C zero\u200Bwidth {page.model}";
        String id = write(ANN, 24, hostile);
        for (String path : new String[] {FEATURE + "24", FEATURE + "24/explanations", "/explanations/" + id}) {
            String html = as(ANN).accept("text/html")
                    .get(path)
                    .then()
                    .statusCode(200)
                    .extract()
                    .asString();
            assertThat(html)
                    .doesNotContain("<script>alert")
                    .contains("<bdi>&lt;script&gt;alert(1)")
                    .contains("{page.model}");
            assertThat(html).doesNotContain("<b>Bo</b>").contains("Ann &amp; &lt;b&gt;Bo");
        }
        given().get(FEATURE + "24.json").then().body("labels.text", hasItem(hostile));
    }

    @Test
    void whatIsTooShortOrTooLongIsRefused() {
        RequestSpecification json = as(ANN).contentType(ContentType.JSON).accept(ContentType.JSON);
        json.body(Map.of("text", " a "))
                .post(FEATURE + "25/explanations")
                .then()
                .statusCode(400)
                .body("detail", containsString("expected 3 to 2000"));
        json.body(Map.of("text", "\u0000\u0001"))
                .post(FEATURE + "25/explanations")
                .then()
                .statusCode(400);
        json.body(Map.of()).post(FEATURE + "25/explanations").then().statusCode(400);
        json.body(Map.of("text", "x".repeat(100_000)))
                .post(FEATURE + "25/explanations")
                .then()
                .statusCode(413);
        json.body(Map.of("text", "fine", "by", "x".repeat(81)))
                .post(FEATURE + "25/explanations")
                .then()
                .statusCode(413);
        json.body(Map.of("text", "fine"))
                .post(FEATURE + "9999/explanations")
                .then()
                .statusCode(404);
        json.body(Map.of("text", "fine"))
                .post("/nowhere/at-all/1/explanations")
                .then()
                .statusCode(404);
        json.body("{").post(FEATURE + "25/explanations").then().statusCode(400);
        as(ANN).formParam("text", "é".repeat(2000))
                .post(FEATURE + "25/explanations")
                .then()
                .statusCode(303);
        assertThat(LabelText.checked("half \ud83c of a\u0000 character")).isEqualTo("half ? of a character");
        write(ANN, 25, "said once");
        json.body(Map.of("text", "said once"))
                .post(FEATURE + "25/explanations")
                .then()
                .statusCode(409)
                .body("detail", containsString("this very label"));
        json.header("Sec-Fetch-Site", "cross-site")
                .body(Map.of("text", "from afar"))
                .post(FEATURE + "25/explanations")
                .then()
                .statusCode(400);
    }

    @Test
    void withoutALanguageModelThePagesSayHowToTurnItOn() {
        assertThat(page(26)).contains("how to turn that on").doesNotContain("Ask a language model");
        as(ANN).accept(ContentType.JSON)
                .formParam("method", "eleuther_acts_top20")
                .post(FEATURE + "26/explain")
                .then()
                .statusCode(503)
                .body("detail", containsString("fragaria.explanation.model"));
        assertThat(given().accept("text/html").get("/explanations/methods").asString())
                .contains("eleuther_acts_top20")
                .contains("FRAGARIA_EXPLANATION_KEY");
        given().get("/explanations/methods.json").then().body("methods.id", hasItem("np_max-act-logits"));
    }

    @Test
    void exportHasNeuronpediasFields() {
        write(ANN, 27, "exported");
        String lines = given().get("/village/2-res-300/explanations.jsonl")
                .then()
                .statusCode(200)
                .contentType("application/jsonl")
                .extract()
                .asString();
        assertThat(lines.lines()).anySatisfy(line -> assertThat(line)
                .contains("\"modelId\":\"village\",\"layer\":\"2-res-300\",\"index\":\"27\"")
                .contains("\"description\":\"exported\"")
                .contains("\"typeName\":null,\"explanationModelName\":null"));
        given().get("/village/none/explanations.jsonl").then().statusCode(404);
    }

    @Test
    void jsonListsNoSecretOfWhoWrote() {
        String id = write(ANN, 28, "no secrets");
        given().get("/explanations/" + id + ".json")
                .then()
                .body("own", equalTo(false))
                .body("owner", equalTo(null));
        given().get(FEATURE + "28.json")
                .then()
                .body("labels.owner", everyItem(equalTo(null)))
                .body("labels.text", not(hasItem(containsString(ANN))));
    }
}
