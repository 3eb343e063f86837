package org.fragaria.exhibit;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import org.junit.jupiter.api.Test;

import org.fragaria.testsupport.VillageData;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

/** Demos that people make: who may change them, what a visitor may set, and how often. */
@QuarkusTest
@QuarkusTestResource(VillageData.class)
class ExhibitTest {

    private static final String COOKIE = "fragaria-key";

    private static String words(String controls, int perHour, boolean on) {
        return """
                {"model": "tiny", "title": "More <b>foxes</b>", "story": "Once.", "perHour": %d, "on": %s,
                 "run": {"prompt": "Once upon a time", "tokens": 5, "interventions": [
                     {"source": "1-random-48", "feature": 5, "strength": 2}]},
                 "controls": %s}""".formatted(perHour, on, controls);
    }

    private static final String SOME = "{\"prompts\": [\"There was a fox\"], \"strength\": {\"intervention\": 0,"
            + " \"from\": -1, \"to\": 3}, \"seed\": true}";

    private static Response put(String name, String body) {
        return given().accept("application/json")
                .contentType("application/json")
                .body(body)
                .put("/demo/" + name);
    }

    private static RequestSpecification json() {
        return given().urlEncodingEnabled(false).accept("application/json");
    }

    @Test
    void whoMadeItMayChangeItAndNobodyElse() {
        Response made = put("mine-alone", words(SOME, 100, true));
        made.then().statusCode(201);
        String key = made.cookie(COOKIE);
        put("mine-alone", words(SOME, 100, true)).then().statusCode(403);
        given().delete("/demo/mine-alone").then().statusCode(403);
        given().cookie(COOKIE, key)
                .contentType("application/json")
                .body(words(SOME, 100, false))
                .put("/demo/mine-alone")
                .then()
                .statusCode(200);
        json().get("/demo/mine-alone").then().statusCode(404);
        json().cookie(COOKIE, key)
                .get("/demo/mine-alone")
                .then()
                .statusCode(200)
                .body("mine", equalTo(true));
        given().cookie(COOKIE, key).delete("/demo/mine-alone").then().statusCode(204);
        json().cookie(COOKIE, key).get("/demo/mine-alone").then().statusCode(404);
    }

    @Test
    void onlyWhatIsAllowedIsRun() {
        put("allowed", words(SOME, 100, true)).then().statusCode(201);
        json().get("/demo/allowed?prompt=There+was+a+fox&strength=3&seed=7")
                .then()
                .statusCode(200)
                .body("result.default.tokens", notNullValue(), "run.seed", equalTo(7))
                .body("run.interventions[0].strength", equalTo(3f));
        refused("/demo/allowed?prompt=Something+else", 400, "prompts that its page lists");
        refused("/demo/allowed?strength=3.5", 400, "strength");
        refused("/demo/allowed?temperature=2", 400, "temperature");
        put("fixed", words("{}", 100, true)).then().statusCode(201);
        refused("/demo/fixed?strength=1", 400, "keeps the strength");
        refused("/demo/fixed?seed=1", 400, "keeps the seed");
        json().accept("text/event-stream")
                .get("/demo/fixed/events?prompt=Other")
                .then()
                .statusCode(400);
        refused("/demo/fixed?prompt=Other", 400, "its own prompt only");
        json().accept("text/event-stream")
                .get("/demo/fixed/events")
                .then()
                .statusCode(200)
                .body(containsString("event:done"));
    }

    @Test
    void tooManyRunsAreRefusedForAWhile() {
        put("seldom", words(SOME, 2, true)).then().statusCode(201);
        for (int i = 0; i < 2; i++) {
            json().get("/demo/seldom?seed=" + i).then().statusCode(200);
        }
        json().get("/demo/seldom?seed=9")
                .then()
                .statusCode(429)
                .header("Retry-After", notNullValue())
                .body("detail", containsString("At most 2"));
        json().get("/demo/seldom").then().statusCode(200);
    }

    @Test
    void pagesShowTextAsText() {
        put("shown", words(SOME, 100, true)).then().statusCode(201);
        given().accept("text/html")
                .get("/demo/shown")
                .then()
                .statusCode(200)
                .body(containsString("More &lt;b&gt;foxes"), not(containsString("<b>foxes")));
        given().accept("text/html")
                .get("/demo/shown?embed=true")
                .then()
                .statusCode(200)
                .header("Content-Security-Policy", containsString("frame-ancestors *"));
        json().get("/demos").then().body("shown.name", hasItem("shown"));
        given().accept("text/html").get("/demos").then().statusCode(200).body(containsString("/demo/shown"));
    }

    @Test
    void formsMakeAndChangeIt() {
        Response made = given().redirects()
                .follow(false)
                .formParam("name", "by-form")
                .formParam("title", "By form")
                .formParam("model", "tiny")
                .formParam(
                        "run",
                        "{\"prompt\": \"Once\", \"interventions\": [{\"source\": \"1-random-48\", \"feature\": 5}]}")
                .formParam("from", "0")
                .formParam("to", "2")
                .formParam("on", "true")
                .post("/demos");
        made.then().statusCode(303).header("Location", containsString("/demo/by-form"));
        String key = made.cookie(COOKIE);
        given().accept("text/html")
                .cookie(COOKIE, key)
                .get("/demo/by-form/edit")
                .then()
                .statusCode(200)
                .body(containsString("1-random-48"));
        given().accept("application/json").get("/demo/by-form/edit").then().statusCode(403);
        given().redirects()
                .follow(false)
                .cookie(COOKIE, key)
                .post("/demo/by-form/delete")
                .then()
                .statusCode(303);
    }

    @Test
    void whatIsWrongIsSaid() {
        put("liar", words(SOME, 100, true)).then().statusCode(400);
        put("x", words(SOME, 100, true)).then().statusCode(400).body("detail", containsString("2 to 40"));
        put("wrong", "{\"model\": \"tiny\", \"title\": \"t\"}")
                .then()
                .statusCode(400)
                .body("detail", containsString("run"));
        put("wrong", words("{\"strength\": {\"intervention\": 4, \"from\": 0, \"to\": 1}}", 100, true))
                .then()
                .statusCode(400)
                .body("detail", containsString("intervention 4"));
        put("wrong", words(SOME, 100_000, true)).then().statusCode(400).body("detail", containsString("perHour"));
        refused("/demo/nosuch", 404, "/demos");
        json().get("/demos").then().body("mine", hasSize(0));
    }

    private static void refused(String address, int status, String words) {
        json().get(address).then().statusCode(status).body("detail", containsString(words));
    }
}
