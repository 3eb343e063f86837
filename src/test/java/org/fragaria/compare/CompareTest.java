package org.fragaria.compare;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.fragaria.testsupport.VillageData;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

/** Two features, and two sources, side by side. */
@QuarkusTest
@QuarkusTestResource(VillageData.class)
class CompareTest {

    private static final String LIVE = VillageData.LIVE;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/compare",
                "/compare?a=village/2-res-300/7",
                "/compare?a=village/2-res-300/7&b=village/2-res-300/8",
                "/compare?a=village/2-res-300/7&b=village/2-res-300/16",
                "/compare?a=tiny/1-random-48/5&b=village/2-res-300/7&text=some+words",
                "/compare/sources",
                "/compare/sources?a=tiny/1-random-48&b=tiny/1-random-48",
                "/compare/sources?a=tiny/1-random-48&b=tiny/1-random-48&text=some+words"
            })
    void everyComparisonIsHtmlAndJson(String path) {
        assertThat(given().urlEncodingEnabled(false)
                        .accept("text/html")
                        .get(path)
                        .then()
                        .statusCode(200)
                        .extract()
                        .asString())
                .startsWith("<!doctype html>")
                .doesNotContain("NOT_FOUND");
        String json = given().urlEncodingEnabled(false)
                .accept("application/json")
                .get(path)
                .then()
                .statusCode(200)
                .extract()
                .asString();
        assertThat(json).startsWith("{").doesNotContain("NaN").doesNotContain("/nowhere");
    }

    @Test
    void tablesOfOtherFeaturesLeadToComparisons() {
        String page = given().accept("text/html").get("/village/2-res-300/7").asString();
        Matcher links = Pattern.compile("href=\"(/compare\\?a=village/2-res-300/7&amp;b=village/2-res-300/\\d+)\"")
                .matcher(page.substring(page.indexOf("id=\"near\"")));
        int found = 0;
        for (; links.find(); found++) {
            given().urlEncodingEnabled(false)
                    .accept("text/html")
                    .get(links.group(1).replace("&amp;", "&"))
                    .then()
                    .statusCode(200);
        }
        assertThat(found).isPositive();
        assertThat(page).doesNotContain("NOT_FOUND");
        assertThat(given().accept("text/html").get("/village").asString())
                .contains("href=\"/village/2-res-300?map=1#map\"")
                .doesNotContain("NOT_FOUND");
    }

    @Test
    void featureIsLikeItself() {
        given().get("/compare.json?a=" + LIVE + "/5&b=" + LIVE + "/5&text=some words")
                .then()
                .body("likeness.cosine.toDouble()", closeTo(1, 1e-6))
                .body("likeness.overlap.toDouble()", closeTo(1, 1e-9))
                .body("a.test.strip.tokens.value", notNullValue());
        var json = given().get("/compare.json?a=" + LIVE + "/5&b=" + LIVE + "/5&text=some words")
                .jsonPath();
        assertThat(json.getList("a.test.strip.tokens.value")).isEqualTo(json.getList("b.test.strip.tokens.value"));
    }

    @Test
    void directionsThatCannotBeComparedSayWhy() {
        given().get("/compare.json?a=" + LIVE + "/5&b=village/2-res-300/7")
                .then()
                .body("likeness.cosine", nullValue())
                .body("likeness.why", containsString("two models"));
        given().get("/compare.json?a=village/2-res-300/6&b=village/2-res-300/7&text=hello")
                .then()
                .body("likeness.cosine", nullValue())
                .body("likeness.why", containsString("not known here"))
                .body("a.note", containsString("not where they were"));
    }

    @Test
    void sourcesReadTheSameText() {
        var json = given().get("/compare/sources.json?a=" + LIVE + "&b=" + LIVE + "&text=some words")
                .then()
                .body("compared.a.fvu", notNullValue())
                .body("compared.tokens[0].special", equalTo(true))
                .extract()
                .jsonPath();
        assertThat(json.getDouble("compared.a.l0"))
                .isEqualTo(json.getDouble("compared.b.l0"))
                .isPositive();
        assertThat(json.getDouble("compared.a.fvu")).isPositive();
        assertThat(json.getList("compared.tokens[1].a")).hasSizeBetween(1, 3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/compare?a=7&b=8",
                "/compare?a=village/2-res-300/7&b=village/2-res-300",
                "/compare/sources?a=village&b=tiny",
                "/compare/sources?a=village/2-res-300&b=tiny/1-random-48",
                "/compare?c=1"
            })
    void mistakesAreNamed(String path) {
        given().urlEncodingEnabled(false)
                .accept("application/json")
                .get(path)
                .then()
                .statusCode(400);
    }

    @Test
    void unknownFeaturesAreNotFound() {
        given().accept("application/json")
                .get("/compare?a=village/2-res-300/7&b=village/2-res-300/9999")
                .then()
                .statusCode(404);
        given().accept("application/json")
                .get("/compare?a=village/2-res-300/7&b=village/2-res-300/8")
                .then()
                .body("a.examples", hasSize(6));
    }
}
