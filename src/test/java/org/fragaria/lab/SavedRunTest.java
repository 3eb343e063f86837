package org.fragaria.lab;

import java.util.List;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

import org.fragaria.testsupport.VillageData;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

/** A saved run stays as it was, says whether it can be had again, and belongs to whoever saved it. */
@QuarkusTest
@QuarkusTestResource(VillageData.class)
class SavedRunTest {

    private static final String KEY = "savedRunsAreTestedWithThisKey-00";

    private static String body(int seed) {
        return """
                {"prompt": "Once upon a <b>time</b>", "tokens": 6, "seed": %d,
                 "interventions": [{"source": "1-random-48", "feature": 5, "strength": 2, "positions": "all"}]}
                """.formatted(seed);
    }

    private static String save(int seed) {
        return given().cookie("fragaria-key", KEY)
                .contentType("application/json")
                .body(body(seed))
                .post("/tiny/steer/save")
                .then()
                .statusCode(201)
                .extract()
                .jsonPath()
                .getString("link");
    }

    @Test
    void savedRunTellsWhatWasRun() {
        List<Integer> ids = given().contentType("application/json")
                .body(body(1))
                .post("/tiny/steer/run")
                .jsonPath()
                .getList("result.steered.places.id");
        String path = save(1);
        assertThat(save(1)).as("the same run has one address").isEqualTo(path);
        given().get(path + ".json")
                .then()
                .statusCode(200)
                .body("run.model", equalTo("tiny"))
                .body("run.precision", equalTo("exact"))
                .body("run.request.seed", equalTo(1))
                .body("run.result.steered.places.id", equalTo(ids))
                .body("run.result.steered.places[0].inDefault", hasSize(5))
                .body("command.line", startsWith("./fragaria generate --data --model tiny --precision=exact"))
                .body("command.line", containsString("--seed=1"))
                .body("command.line", containsString("\"feature\":5"))
                .body("mine", equalTo(false));
        String html = given().get(path).then().statusCode(200).extract().asString();
        assertThat(html)
                .contains(
                        "Once upon a &lt;b&gt;time&lt;/b&gt;",
                        "og:title",
                        "./fragaria generate",
                        "/picture/steer/tiny/1-random-48/5.png")
                .doesNotContain("<b>time", "Delete this run");
    }

    @Test
    void runAgainIsTheSameTokenForToken() {
        String path = save(2);
        given().get(path + ".json?again=true").then().body("again.identical", equalTo(true));
        assertThat(given().get(path + "?again=true").asString()).contains("✓ identical");
    }

    @Test
    void partingIsCountedFromOne() {
        LabResult.Place a = new LabResult.Place(1, "a", 1, 1, 0, List.of(), List.of());
        LabResult.Place b = new LabResult.Place(2, "b", 1, 1, 0, List.of(), List.of());
        LabResult one = new LabResult(
                new LabResult.Side(List.of(a, a), "length"), new LabResult.Side(List.of(a), "length"), 1, 0, List.of());
        LabResult other = new LabResult(
                new LabResult.Side(List.of(a, b), "length"),
                new LabResult.Side(List.of(a, a), "length"),
                1,
                0,
                List.of());
        assertThat(SavedRunPage.Again.of(one, other)).isEqualTo(new SavedRunPage.Again(false, 2, 2, 0));
        assertThat(SavedRunPage.Again.of(one, one)).isEqualTo(new SavedRunPage.Again(true, 0, 0, 0));
    }

    @Test
    void embedLetsItselfBeFramed() {
        String path = save(3);
        given().get(path + "?embed=true")
                .then()
                .statusCode(200)
                .header("Content-Security-Policy", containsString("frame-ancestors *"))
                .body(containsString("Open in Fragaria"));
        given().get(path).then().header("Content-Security-Policy", containsString("frame-ancestors 'self'"));
    }

    @Test
    void runsAreOnesOwn() {
        String path = save(4);
        String id = path.substring("/steer/".length());
        given().cookie("fragaria-key", KEY)
                .accept("application/json")
                .get("/tiny/steer/runs")
                .then()
                .body("runs.id", hasItem(id));
        given().accept("application/json").get("/steer/runs").then().body("runs", hasSize(0));
        given().cookie("fragaria-key", KEY).get("/account/export").then().body("'steered runs'.id", hasItem(id));
        given().delete(path).then().statusCode(403);
        given().cookie("fragaria-key", KEY).delete(path).then().statusCode(204);
        given().get(path).then().statusCode(404);
        given().cookie("fragaria-key", KEY)
                .accept("application/json")
                .get("/steer/runs")
                .then()
                .body("runs.id", not(hasItem(id)));
    }

    @Test
    void runsOfOnesOwnAreOfferedToBeginWith() {
        String key = "ownRunsAreOfferedWithThisKey--00";
        String path = given().cookie("fragaria-key", key)
                .contentType("application/json")
                .body(body(5))
                .post("/tiny/steer/save")
                .jsonPath()
                .getString("link");
        String link = given().cookie("fragaria-key", key)
                .accept("application/json")
                .get("/tiny/steer")
                .then()
                .body("own", hasSize(1))
                .body("own[0].title", equalTo("Once upon a <b>time</b>"))
                .body("own[0].note", containsString("add 2 × max: "))
                .body("own[0].path", equalTo(path))
                .extract()
                .jsonPath()
                .getString("own[0].link");
        given().urlEncodingEnabled(false)
                .accept("application/json")
                .get(link)
                .then()
                .body("request.seed", equalTo(5))
                .body("request.interventions[0].feature", equalTo(5))
                .body("own", hasSize(0));
        String html = given().cookie("fragaria-key", key).get("/tiny/steer").asString();
        assertThat(html)
                .contains("Saved in this browser", "Once upon a &lt;b&gt;time", path)
                .doesNotContain("<b>time");
        assertThat(given().get("/tiny/steer").asString()).doesNotContain("Saved in this browser");
    }

    @Test
    void formSavesAndLeadsToTheRun() {
        String away = given().redirects()
                .follow(false)
                .formParam("prompt", "Once upon a time")
                .formParam("tokens", "4")
                .formParam("do", "save")
                .post("/tiny/steer")
                .then()
                .statusCode(303)
                .extract()
                .header("Location");
        given().get(away).then().statusCode(200).body(containsString("A steered run"));
    }

    @Test
    void whatRoseAndFellIsReadFromBothTexts() {
        given().urlEncodingEnabled(false)
                .get("/tiny/steer/moved.json?prompt=Once+upon+a+time&change=1-random-48/5+add+4+max+all&tokens=8")
                .then()
                .statusCode(200)
                .body("sources[0].source", equalTo("1-random-48"))
                .body("sources[0].up", hasSize(8))
                .body("sources[0].down.feature.index", not(hasItem(5)));
        String nothing = given().urlEncodingEnabled(false)
                .get("/tiny/steer/moved?prompt=Once+upon+a+time&tokens=4")
                .asString();
        assertThat(nothing).contains("Nothing moved here");
    }
}
