package org.fragaria.search;

import java.util.List;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.fragaria.testsupport.VillageData;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

/** Search over HTTP, with a few labels. */
@QuarkusTest
@TestProfile(SaidLabels.Profile.class)
@QuarkusTestResource(VillageData.class)
class SearchTest {

    private static final String TEXT = "q=Once+upon+a+time&in=text";

    @BeforeEach
    void labelsAreIn() throws InterruptedException {
        for (int i = 0; i < 600 && json("/search?q=x").getInt("labels.meanings") < 4; i++) {
            Thread.sleep(100);
        }
        assertThat(json("/search?q=x").getInt("labels.meanings")).isGreaterThanOrEqualTo(4);
    }

    private static ValidatableResponse get(String path, String type) {
        return given().urlEncodingEnabled(false)
                .redirects()
                .follow(false)
                .accept(type)
                .get(path)
                .then();
    }

    private static JsonPath json(String path) {
        return get(path, "application/json").statusCode(200).extract().jsonPath();
    }

    private static String html(String path) {
        return get(path, "text/html").statusCode(200).extract().asString();
    }

    @Test
    void labelsAreFoundByWordsAndByMeaning() {
        JsonPath byWords = json("/search?q=strawberry&in=label");
        assertThat(byWords.getInt("sections[0].hits[0].feature.index")).isEqualTo(7);
        assertThat(byWords.getBoolean("sections[0].hits[0].byWords")).isTrue();
        JsonPath byMeaning = json("/search?q=someone+does+not+tell+the+truth&in=label");
        assertThat(byMeaning.getInt("sections[0].hits[0].feature.index")).isEqualTo(8);
        assertThat(byMeaning.getBoolean("sections[0].hits[0].byWords")).isFalse();
        assertThat(byMeaning.getBoolean("sections[0].hits[0].byMeaning")).isTrue();
    }

    @Test
    void oneBoxShowsAllKinds() {
        JsonPath page = json("/search?q=strawberry");
        assertThat(page.getList("sections.kind")).containsExactly("label", "token", "promotes");
        assertThat(page.getList("sections[1].hits")).isNotEmpty();
        assertThat(html("/search?q=strawberry"))
                .contains("The strawberry of the story")
                .contains("Run this text");
    }

    @Test
    void namesAndNumbersLeadSomewhere() {
        assertThat(json("/search?q=villa").getList("places.path")).contains("/village");
        assertThat(json("/search?q=res-300").getList("places.path")).contains("/village/2-res-300");
        assertThat(json("/search?q=12").getList("places.path"))
                .contains("/village/2-res-300/12", "/tiny/1-random-48/12");
        get("/search?q=https://www.neuronpedia.org/village/2-res-300/12?embed=true", "text/html")
                .statusCode(303)
                .header("Location", containsString("/village/2-res-300/12"));
        get("/search?q=https://www.neuronpedia.org/gpt2-small/8-res-jb/14771", "text/html")
                .statusCode(200)
                .body(containsString("this server has no model gpt2-small"));
    }

    @Test
    void filtersHoldForEveryKind() {
        assertThat(json("/search?q=strawberry&in=token&model=tiny").getList("sections[0].hits"))
                .isEmpty();
        List<Float> densities =
                json("/search?q=strawberry&in=token&density=0.02").getList("sections[0].hits.feature.density");
        assertThat(densities).allMatch(density -> density <= 0.02);
        assertThat(json("/search?q=strawberry&in=token&method=human").getList("sections[0].hits"))
                .hasSizeLessThanOrEqualTo(4);
        assertThat(json("/search?q=strawberry&in=label&layer=9").getList("sections[0].hits"))
                .isEmpty();
        assertThat(json("/search?" + TEXT + "&source=1-random-48").getList("runs.model"))
                .containsExactly("tiny");
        html(
                "/search?q=strawberry&model=village&set=res-300&layer=2&lookup=0.9&density_from=0.0001&density=0.5&method=human");
    }

    @Test
    void aTextIsReadOnceAndShownInManyWays() {
        JsonPath rarest = json("/search?" + TEXT + "&model=tiny");
        List<Float> rarities = rarest.getList("runs[0].hits.rarity");
        assertThat(rarities).isNotEmpty().isSorted();
        assertThat(rarest.getList("runs[0].special", Boolean.class)).startsWith(true);
        List<Float> sums = json("/search?" + TEXT + "&model=tiny&rank=sum").getList("runs[0].hits.sum");
        assertThat(sums).isSortedAccordingTo((a, b) -> Float.compare(b, a));
        JsonPath here = json("/search?" + TEXT + "&model=tiny&at=2&rank=value");
        assertThat(here.getInt("runs[0].found")).isLessThanOrEqualTo(rarest.getInt("runs[0].found"));
        assertThat(here.getList("runs[0].hits.sum")).isEqualTo(here.getList("runs[0].hits.value"));
        JsonPath table = json("/search?" + TEXT + "&model=tiny&view=tokens&top=2&at=1,2");
        assertThat(table.getList("runs[0].rows.position")).containsExactly(1, 2);
        assertThat(table.getList("runs[0].rows[0].cells[0].picks")).hasSize(2);
        assertThat(html("/search?" + TEXT + "&view=tokens")).contains("Token by token");
        assertThat(html("/search?" + TEXT)).contains("at=3");
    }

    @Test
    void aSourceThatCannotRunSaysSo() {
        assertThat(json("/search?" + TEXT + "&model=village").getString("runs[0].failures[0]"))
                .contains("2-res-300");
    }

    @Test
    void pagesFollowEachOther() {
        JsonPath first = json("/search?" + TEXT + "&model=tiny&rank=value");
        String next = first.getString("runs[0].next");
        assertThat(next).isNotNull();
        JsonPath second = json(next);
        assertThat(second.getList("runs[0].hits.feature.index"))
                .doesNotContainAnyElementsOf(first.getList("runs[0].hits.feature.index"));
        get(next.replace("rank=value", "rank=sum"), "application/json").statusCode(400);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/search?query=a                      | Unknown query parameter 'query'",
                "/search?q=a&in=labels                | all, label, promotes, token, text",
                "/search?q=a&rank=sum                 | best, rarity, share or output",
                "/search?q=a&in=text&rank=best        | rarity, share, value, sum or output",
                "/search?q=a&in=text&at=x             | at",
                "/search?q=a&in=text&at=99&model=tiny | expected positions from 0",
                "/search?q=a&layer=two                | layer",
                "/search?q=a&density=2                | from 0.0 to 1.0",
                "/search?q=a&density_from=0.2&density=0.1 | the first is larger",
                "/search?q=a&top=0                    | top",
                "/search?q=a&in=token&after=25        | cursor",
                "/search/suggest?text=a               | expected q"
            })
    void whatIsWrongIsNamed(String path, String message) {
        get(path, "application/json").statusCode(400).body("detail", containsString(message));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%22", "%22%22%22", "*", "a*%3F~", "%3Cscript%3Ealert(1)%3C/script%3E", "%E2%80%8B", "%E2%80%AEabc",
                "%00", "%5C", "AND+OR+NOT+(", "%F0%9F%8D%93", "+++", "..%2F..%2F12", "%26%23x27%3B"
            })
    void hostileWordsAreWords(String words) {
        for (String in : List.of("all", "label", "token", "promotes", "text")) {
            int status = get("/search?q=" + words + "&in=" + in, "text/html")
                    .extract()
                    .statusCode();
            assertThat(status).isIn(200, 400);
            assertThat(get("/search?q=" + words + "&in=" + in, "text/html")
                            .extract()
                            .asString())
                    .doesNotContain("<script>alert");
        }
        get("/search/suggest?q=" + words, "application/json").statusCode(200);
    }

    @Test
    void aHostileLabelIsShownAsText() {
        assertThat(html("/search?q=alert+script&in=label"))
                .contains("&lt;script&gt;alert(1)&lt;/script&gt;")
                .doesNotContain("<script>alert");
        get("/search/suggest?q=alert", "application/json")
                .statusCode(200)
                .body("suggestions[0].text", equalTo(SaidLabels.HOSTILE));
    }

    @Test
    void aHundredKilobytesAreRefusedInWords() {
        String much = "strawberry+".repeat(10_000);
        get("/search?q=" + much, "application/json")
                .statusCode(413)
                .body("detail", containsString("expected at most 1000"));
        get("/search?in=text&q=" + much, "application/json").statusCode(413);
        get("/search/suggest?q=" + much, "application/json").statusCode(200).body("suggestions.size()", equalTo(0));
    }

    @Test
    void suggestionsAreLabelsTokensAndPlaces() {
        JsonPath offers = json("/search/suggest?q=straw");
        assertThat(offers.getList("suggestions.kind")).contains("label", "token");
        assertThat(offers.getString("suggestions[0].path")).isEqualTo("/village/2-res-300/7");
        assertThat(json("/search/suggest?q=2-res-300/12").getString("suggestions[0].path"))
                .isEqualTo("/village/2-res-300/12");
        assertThat(json("/search/suggest?q=").getList("suggestions")).isEmpty();
        get("/search?q=straw", "text/html").body(not(containsString("NOT_FOUND")));
    }
}
