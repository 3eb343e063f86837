package org.fragaria.home;

import java.util.List;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.fragaria.testsupport.VillageData;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.notNullValue;

/** The pages that lead a newcomer in, and those that help whoever lost the way. */
@QuarkusTest
@QuarkusTestResource(VillageData.class)
class LeadingPagesTest {

    @Test
    void theFrontPageShowsARealFeature() {
        given().get("/index.json").then().body("example.feature.index", notNullValue());
        assertThat(given().accept(ContentType.HTML).get("/").asString())
                .contains("One real feature")
                .contains("/about/features");
    }

    @Test
    void resourcesSayWhatCanBeDone() {
        given().get("/resources.json")
                .then()
                .body("models.model.model", hasItem("tiny"))
                .body("models.find { it.model.model == 'tiny' }.sources[0].runnable", equalTo(true))
                .body("models.find { it.model.model == 'village' }.sources[0].runnable", equalTo(false))
                .body("broken[0].source", equalTo("3-broken"));
        given().get("/village.json").then().body("sources[0].layer", equalTo(2));
    }

    @Test
    void aSetIsAPageOfItsSources() {
        given().get("/village/res-300.json")
                .then()
                .body("set", equalTo("res-300"))
                .body("sources.source", equalTo(List.of("2-res-300")));
        assertThat(given().accept(ContentType.HTML).get("/village/res-300").asString())
                .contains("A source set of village");
    }

    @Test
    void theExampleReadsATextOfTheReader() {
        given().get("/about/features.json?text=some words")
                .then()
                .body("runnable", equalTo(true))
                .body("example.feature.model", equalTo("tiny"))
                .body("example.tested.tokens", notNullValue());
    }

    @ParameterizedTest
    @CsvSource({
        "/vilage, /village",
        "/village/2-res-30, /village/2-res-300",
        "/village/2-res-300/300, /village/2-res-300/299",
        "/village/2-res-300/99999999999999999999, /village/2-res-300/299",
        "/village/2-res-300/seven, /village/2-res-300/0",
        "/2-res-300, /village/2-res-300",
        "/list, /lists",
        "/a/b/c/d/e, /resources"
    })
    void lostVisitorsAreShownPlacesNearby(String path, String near) {
        String html = given().accept(ContentType.HTML)
                .get(path)
                .then()
                .statusCode(404)
                .extract()
                .asString();
        assertThat(html).contains("href=\"" + near + "\"").contains("noindex").doesNotContain("rel=\"canonical\"");
    }

    @Test
    void hostileAddressesAreText() {
        String html = given().urlEncodingEnabled(false)
                .accept(ContentType.HTML)
                .get("/%3Cscript%3Ealert(1)%3C%2Fscript%3E" + "x".repeat(3000))
                .then()
                .statusCode(404)
                .extract()
                .asString();
        assertThat(html).doesNotContain("<script>alert");
    }
}
