package org.fragaria.neuronpedia;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.fragaria.testsupport.VillageData;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

/** Neuronpedia's completions over HTTP, beside the lab's own runs that they mean. */
@QuarkusTest
@QuarkusTestResource(VillageData.class)
class SteerApiTest {

    private static final String BODY = """
            {"prompt": "Once upon a time", "modelId": "tiny", "temperature": 0.5, "n_tokens": 12, "seed": 16,
             "strength_multiplier": 4, "features": [{"modelId": "tiny", "layer": "1-random-48", "index": "5", "strength": 1.5}]}""";

    private static ValidatableResponse steer(String body) {
        return given().contentType("application/json")
                .body(body)
                .post("/api/steer/")
                .then();
    }

    private static String with(String more) {
        return BODY.replace("\"prompt\"", more + ", \"prompt\"");
    }

    private static JsonPath lab(String method, double strength) {
        return given().contentType("application/json")
                .body("""
                        {"prompt": "Once upon a time", "temperature": 0.5, "tokens": 12, "seed": 16, "interventions": [{"source":
                         "1-random-48", "feature": 5, "method": "%s", "strength": %s, "unit": "raw", "positions": "all",
                         "specialTokens": true}]}""".formatted(method, strength))
                .post("/tiny/steer/run")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    @ParameterizedTest
    @CsvSource({"SIMPLE_ADDITIVE, add", "ORTHOGONAL_DECOMP, decompose", "PROJECTION_CAP, cap"})
    void textsAreThoseOfTheLab(String method, String word) {
        JsonPath theirs = steer(with("\"steer_method\": \"" + method + "\""))
                .statusCode(200)
                .extract()
                .jsonPath();
        JsonPath ours = lab(word, 6);
        assertThat(theirs.getString("DEFAULT"))
                .isEqualTo(String.join("", ours.<String>getList("result.default.places.text")));
        assertThat(theirs.getString("STEERED"))
                .isEqualTo(String.join("", ours.<String>getList("result.steered.places.text")));
        assertThat(theirs.getMap("$").keySet().stream().map(Object::toString).toList())
                .contains("STEERED", "DEFAULT", "steeredLogProbs", "defaultLogProbs", "id", "shareUrl", "limit");
        assertThat(theirs.getDouble("steeredLogProbs[3].logprob"))
                .isCloseTo(Math.log(ours.getDouble("result.steered.places[3].steered")), within(1e-3));
        assertThat(theirs.getList("defaultLogProbs[0].topLogprobs.token"))
                .isEqualTo(ours.getList("result.default.places[0].inDefault.text"));
    }

    @Test
    void shareUrlIsThePageOfTheRun() {
        String url = steer(BODY).statusCode(200).extract().path("shareUrl");
        JsonPath page = given().urlEncodingEnabled(false)
                .accept("application/json")
                .get(url)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        assertThat(page.getString("model")).isEqualTo("tiny");
        assertThat(page.getList("result.steered.places")).hasSize(12);
    }

    @Test
    void frequencyPenaltyIsObeyed() {
        String without = steer(BODY).extract().path("DEFAULT");
        String much =
                steer(with("\"freq_penalty\": 2")).statusCode(200).extract().path("DEFAULT");
        assertThat(much).isNotEqualTo(without);
    }

    @Test
    void streamGrowsToTheWholeReply() {
        String whole = steer(BODY).extract().path("STEERED");
        String told = steer(with("\"stream\": true"))
                .statusCode(200)
                .contentType("text/event-stream")
                .extract()
                .asString();
        String[] frames = told.strip().split("\n\n");
        String before = "";
        for (String frame : frames) {
            assertThat(frame).startsWith("data: {");
            String text = JsonPath.from(frame.substring("data: ".length())).getString("STEERED");
            assertThat(text).startsWith(before);
            before = text;
        }
        assertThat(before).isEqualTo(whole);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "prompt"|"promt"|400|there is no such key
            "n_tokens": 12|"n_tokens": 300|400|from 1 to 256, found 300
            "n_tokens": 12|"n_tokens": 1.5|400|n_tokens
            "temperature": 0.5,||400|no 'temperature'
            "seed": 16|"seed": 200000000|400|to 100000000
            "strength_multiplier": 4|"strength_multiplier": "many"|400|expected a number
            "modelId": "tiny", "temperature"|"modelId": "other", "temperature"|400|cannot steer model
            "layer": "1-random-48"|"layer": "2-none"|404|2-none
            "index": "5"|"index": 70000|404|There is no feature 70000
            "prompt": "Once upon a time"|"prompt": ""|400|empty
            "prompt"|"vectors": [], "prompt"|400|there is no such key
            "prompt"|"steer_method": "PUSH", "prompt"|400|steer_method
            "prompt"|{|400|no JSON
            """)
    void whatCannotBeHonouredIsAProblemInWords(String part, String other, int status, String words) {
        steer(BODY.replace(part, other == null ? "" : other))
                .statusCode(status)
                .contentType("application/problem+json")
                .body("status", equalTo(status))
                .body("instance", equalTo("/api/steer/"))
                .body("detail", containsString(words));
    }

    @Test
    void bothAreDescribedInOpenApi() {
        String described = given().accept("application/json").get("/-/openapi").asString();
        assertThat(described).contains("/api/steer", "/api/steer-chat", "strength_multiplier", "defaultChatMessages");
    }
}
