package org.fragaria.web;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.fragaria.testsupport.VillageData;
import org.fragaria.testsupport.VillageFeatures;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

/** Walks every page: HTML, JSON, and the same by suffix. */
@QuarkusTest
@QuarkusTestResource(VillageData.class)
class PagesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/village",
                "/village/2-res-300",
                "/village/2-res-300?sort=max&order=asc&density=all&hide=lookup&page=2",
                "/village/2-res-300?sort=output&lookup3=0.7",
                "/village/2-res-300?map=1&find=straw&colour=max",
                "/search?q=strawberry&rank=output",
                "/village/2-res-300?token=strawberry",
                "/village/2-res-300?token=nosuchtoken",
                "/village/2-res-300/7",
                "/village/2-res-300/7?show=snippet",
                "/village/2-res-300/7?show=full&examples=all",
                "/village/2-res-300/16",
                "/tiny/1-random-48/5?text=some+words",
                "/tiny/1-random-48/5/steer",
                "/tiny/1-random-48/5/steer?prompt=some+words&temperature=0&tokens=6",
                "/search",
                "/search?q=strawberry",
                "/search?q=straw",
                "/search?q=some+words&in=text",
                "/search?q=some+words&in=text&view=tokens&at=1,2",
                "/search?q=strawberry&in=label",
                "/search?q=strawberry&in=promotes&lookup=0.9",
                "/lists",
                "/lists/add?feature=village/2-res-300/7",
                "/quick-list?features=%5B%7B%22modelId%22:%22village%22,%22layer%22:%222-res-300%22,%22index%22:7%7D%5D",
                "/bookmarks",
                "/account",
                "/resources",
                "/about/features",
                "/village/2-res-300/7?embed=true",
                "/village/2-res-300/7/embed",
                "/tiny/1-random-48/5/steer?embed=true",
                "/-/problems/forbidden",
                "/-/problems/invalid"
            })
    void everyPageIsHtmlAndJson(String path) {
        String html = given().urlEncodingEnabled(false)
                .accept("text/html")
                .get(path)
                .then()
                .statusCode(200)
                .contentType("text/html")
                .extract()
                .asString();
        assertThat(html)
                .startsWith("<!doctype html>")
                .contains("<h1")
                .doesNotContain("NOT_FOUND")
                .doesNotContain("<script>alert");
        String json = given().urlEncodingEnabled(false)
                .accept("application/json")
                .get(path)
                .then()
                .statusCode(200)
                .contentType("application/json")
                .extract()
                .asString();
        assertThat(json).startsWith("{").doesNotContain("/nowhere").doesNotContain("NaN");
        int query = path.indexOf('?') < 0 ? path.length() : path.indexOf('?');
        String suffixed = (query == 1 ? "/index" : path.substring(0, query)) + ".json" + path.substring(query);
        given().urlEncodingEnabled(false)
                .accept("text/html")
                .get(suffixed)
                .then()
                .statusCode(200)
                .contentType("application/json");
    }

    @Test
    void steeredRunIsReproducedByItsAddress() {
        String path = "/tiny/1-random-48/5/steer.json?prompt=some+words&method=add&strength=2&seed=3&tokens=8";
        String first = given().urlEncodingEnabled(false).get(path).jsonPath().getString("result.steered.tokens.id");
        String second = given().urlEncodingEnabled(false).get(path).jsonPath().getString("result.steered.tokens.id");
        assertThat(first).isEqualTo(second);
        given().urlEncodingEnabled(false)
                .get(path)
                .then()
                .body("result.default.tokens", hasSize(8))
                .body("result.steered.end", equalTo("length"));
    }

    @Test
    void steeringAtStrengthZeroChangesNothing() {
        var json = given().urlEncodingEnabled(false)
                .get("/tiny/1-random-48/5/steer.json?prompt=some+words&strength=0&tokens=8")
                .jsonPath();
        assertThat(json.getList("result.steered.tokens.id")).isEqualTo(json.getList("result.default.tokens.id"));
    }

    @Test
    void streamTellsTheSameTokensAsThePage() {
        String words = "?prompt=some+words&strength=2&seed=3&tokens=8";
        String stream = given().urlEncodingEnabled(false)
                .accept("text/event-stream")
                .get("/tiny/1-random-48/5/steer/events" + words)
                .then()
                .statusCode(200)
                .contentType("text/event-stream")
                .extract()
                .asString();
        assertThat(stream.split("event:token", -1)).hasSize(17);
        assertThat(stream).contains("event:end").contains("event:done").doesNotContain("event:error");
        String id = given().urlEncodingEnabled(false)
                .get("/tiny/1-random-48/5/steer.json" + words)
                .jsonPath()
                .getString("result.steered.tokens[7].id");
        assertThat(stream).containsPattern("\"row\":1,\"position\":\\d+,\"token\":\"[^\\n]*\",\"id\":" + id + ",");
    }

    @Test
    void whatIsLostWithoutAFeatureStandsUnderItsPlaces() {
        String html = given().accept("text/html")
                .get("/village/2-res-300/" + VillageFeatures.WITH_EFFECTS)
                .then()
                .statusCode(200)
                .extract()
                .asString();
        assertThat(html.split("without it <b>", -1))
                .as("one line for each of three places")
                .hasSize(4);
        assertThat(html)
                .containsPattern("without it <b>\\+0\\.2\\d</b> nats a token; most on")
                .contains("<b>+0.75</b>, KL 0.50</span>", "Bars up: tokens that it then foresees worse")
                .doesNotContain("--effects");
        given().accept("text/html")
                .get("/village/2-res-300/" + (VillageFeatures.WITH_EFFECTS + 1))
                .then()
                .statusCode(200)
                .body(containsString("measures it on the ten strongest places of every feature with --effects 10."))
                .body(not(containsString("without it <b>")));
    }

    @Test
    void tableIsSortedFilteredAndPaged() {
        given().get("/village/2-res-300.json?sort=max")
                .then()
                .body("state.sort", equalTo("MAX"))
                .body("state.descending", equalTo(true))
                .body("rows", hasSize(50));
        var maxima = given().get("/village/2-res-300.json?sort=max").jsonPath().getList("rows.max", Float.class);
        assertThat(maxima).isSortedAccordingTo(java.util.Comparator.reverseOrder());
        given().get("/village/2-res-300?index=12")
                .then()
                .statusCode(200)
                .body(containsString("Feature 12 of 2-res-300"));
    }

    @Test
    void searchByNumberGoesToTheFeature() {
        given().redirects()
                .follow(false)
                .get("/search?q=2-res-300/12")
                .then()
                .statusCode(303)
                .header("Location", containsString("/village/2-res-300/12"));
    }

    @Test
    void randomGoesToSomeFeature() {
        given().redirects().follow(false).get("/random").then().statusCode(303).header("Location", notNullValue());
    }

    @Test
    void servicePagesAreUnderDash() {
        given().get("/-/health").then().statusCode(200).body("status", equalTo("UP"));
        given().get("/-/metrics").then().statusCode(200);
        given().get("/-/openapi").then().statusCode(200).body(containsString("/{model}/{source}/{index}"));
    }

    @Test
    void nothingComesFromOutsideOrInLine() {
        String html = given().accept("text/html").get("/village/2-res-300/7").asString();
        // the page says where it stands; nothing is fetched for that
        String loaded = html.replaceAll("<(meta|link rel=\"canonical\")[^>]*>", "");
        assertThat(loaded).doesNotContain("style=\"").doesNotContain("http://").doesNotContain("https://");
        assertThat(html).doesNotContainPattern("<script>|<style|onclick=|onload=");
        given().get("/")
                .then()
                .header("Content-Security-Policy", containsString("default-src 'none'"))
                .header("X-Content-Type-Options", equalTo("nosniff"));
    }

    @Test
    void aSourceSaysWhetherItsDictionaryFits() {
        given().accept("text/html")
                .get("/village/2-res-300")
                .then()
                .body(containsString("! fit suspect"))
                .body(containsString("pass --address resid_pre.2"))
                .body(containsString("Its makers say L0 20"));
        given().accept("application/json")
                .get("/village/2-res-300")
                .then()
                .body("fit.verdict", equalTo("SUSPECT"))
                .body("fit.alternatives", hasSize(2))
                .body("fit.alternatives[0].reading", equalTo("resid_pre.2"))
                .body("fit.alternatives[1].fvu", equalTo(null));
        given().accept("application/json").get("/tiny/1-random-48").then().body("fit", equalTo(null));
    }
}
