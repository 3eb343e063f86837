package org.fragaria.feature;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.fragaria.testsupport.VillageData;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

/** What the addresses of the feature page, of its selector and of its token counter can say. */
@QuarkusTest
@QuarkusTestResource(VillageData.class)
class FeatureAddressesTest {

    private static final String LIVE = "/" + VillageData.LIVE + "/5";

    private static String page(String path) {
        return given().urlEncodingEnabled(false)
                .accept("text/html")
                .get(path)
                .then()
                .statusCode(200)
                .extract()
                .asString();
    }

    private static JsonPath json(String path) {
        return given().urlEncodingEnabled(false)
                .accept("application/json")
                .get(path)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    @Test
    void sharesOfIntervalsAddUpToAllActivations() {
        double sum = json("/village/2-res-300/7").getList("groups.findAll { !it.top }.share", Double.class).stream()
                .mapToDouble(Double::doubleValue)
                .sum();
        assertThat(sum).isBetween(0.99, 1.01);
        assertThat(page("/village/2-res-300/7")).contains("of its activations");
    }

    @Test
    void lineBreaksAreShownOnDemandAndNeverInLine() {
        assertThat(page(LIVE + "?show=full")).doesNotContain("<br>").contains("breaks=true");
        assertThat(page(LIVE)).doesNotContain("Break lines");
        assertThat(page(LIVE + "?show=full&breaks=true")).contains("Run lines together");
    }

    @ParameterizedTest
    @CsvSource({
        "/tiny/1-random-48/5?text=Once+upon+a+time,1",
        "/tiny/1-random-48/5?defaulttesttext=Once+upon+a+time,1",
        "/tiny/1-random-48/5?text=Once+upon&text=a+time,2",
        "/tiny/1-random-48/5?text=Once%0D%0Aupon,1",
        "/tiny/1-random-48/5?text=Once%0D%0Aupon%0A%0A&lines=true,2"
    })
    void textsOfAnAddressAreTested(String path, int texts) {
        assertThat(json(path).getList("testing.results")).hasSize(texts);
    }

    @Test
    void severalTextsGiveWhatEachGivesAlone() {
        JsonPath both = json(LIVE + "?text=Once+upon&text=a+time");
        JsonPath second = json(LIVE + "?text=a+time");
        assertThat(both.getList("testing.results[1].strip.tokens.value"))
                .isEqualTo(second.getList("testing.results[0].strip.tokens.value"));
        assertThat(page(LIVE + "?text=Once+upon&text=a+time")).contains("of 2 texts", "id=\"tt1\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/tiny/1-random-48/5?text=+|text is empty",
                "/tiny/1-random-48/5?lines=maybe&text=a|expected true or false",
                "/tiny/1-random-48/5?folded=no|expected hide, show",
                "/tiny/1-random-48/5?text=1&text=2&text=3&text=4&text=5&text=6&text=7&text=8&text=9&text=10&text=11"
                        + "&text=12&text=13&text=14&text=15&text=16&text=17|at most 16 texts, found 17",
                "/jump?source=nowhere|expected model/source",
                "/jump?source=//evil.example|expected model/source"
            })
    void mistakesAreNamed(String path, String why) {
        given().urlEncodingEnabled(false)
                .accept("application/json")
                .get(path)
                .then()
                .statusCode(400)
                .body("detail", containsString(why));
    }

    @Test
    void selectorLeadsToFeatureOrSource() {
        given().redirects()
                .follow(false)
                .get("/jump?source=village/2-res-300&index=7")
                .then()
                .statusCode(303)
                .header("Location", endsWith("/village/2-res-300/7"));
        given().redirects()
                .follow(false)
                .get("/jump?source=village/2-res-300")
                .then()
                .statusCode(303)
                .header("Location", endsWith("/village/2-res-300"));
        given().get("/jump?source=village/2-res-300&index=300").then().statusCode(404);
        given().get("/jump.json").then().body("sources", hasItem("village/2-res-300"));
        assertThat(page("/jump")).contains("<option>tiny/1-random-48</option>").doesNotContain("3-broken");
    }

    @Test
    void tokensAreCountedWithoutTheModel() {
        given().get("/tiny/tokens.json?text=Once upon a time")
                .then()
                .body("texts", hasSize(1))
                .body("texts[0].fits", equalTo(true))
                .body("texts[0].strip.tokens.text.join('')", containsString("Once upon a time"));
        JsonPath tested = json(LIVE + "?text=Once+upon+a+time");
        given().get("/tiny/tokens.json?text=Once upon a time")
                .then()
                .body("texts[0].strip.tokens.id", equalTo(tested.getList("testing.results[0].strip.tokens.id")));
        given().get("/tiny/tokens.json?text=" + "word ".repeat(200)).then().body("texts[0].fits", equalTo(false));
        given().get("/tiny/tokens.json").then().body("texts", hasSize(0));
        assertThat(page("/tiny/tokens?text=Once+upon")).contains("How tiny cuts a text", "tokens");
        given().get("/village/tokens.json?text=x").then().statusCode(503);
        given().get("/nowhere/tokens.json?text=x").then().statusCode(404);
        given().get("/tiny/tokens.json?text=" + "x".repeat(9000)).then().statusCode(413);
    }

    @Test
    void neighboursInOrderHaveNames() {
        given().get("/village/2-res-300/0.json")
                .then()
                .body("before.index", equalTo(299))
                .body("after.index", equalTo(1))
                .body("after.name", not(equalTo("")));
        given().get("/village/2-res-300/15.json").then().body("after.name", equalTo(""));
        given().get("/village/2-res-300/7.json").then().body("choice.show", equalTo("LINE"));
        given().get("/village/2-res-300/7.json?show=full&breaks=true")
                .then()
                .body("choice.values()", contains("FULL", false, true, false));
    }
}
