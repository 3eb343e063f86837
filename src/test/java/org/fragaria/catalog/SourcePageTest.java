package org.fragaria.catalog;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.fragaria.testsupport.DrawnMap;
import org.fragaria.testsupport.VillageData;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

/** The source's page over HTTP: finer filters, export, the map and the line around features on it. */
@QuarkusTest
@QuarkusTestResource(VillageData.class)
class SourcePageTest {

    private static final String SOURCE = "/village/2-res-300";
    /** Around the left half of the map. */
    private static final String LEFT = "-0.1,-0.1,0.5,-0.1,0.5,1.1,-0.1,1.1";

    @BeforeEach
    void waitForTheMap() {
        DrawnMap.await(SOURCE);
    }

    private static Response json(String query) {
        return given().urlEncodingEnabled(false).accept("application/json").get(SOURCE + query);
    }

    private static List<Double> column(String name, String query) {
        return json(query).jsonPath().getList("rows." + name).stream()
                .map(value -> ((Number) value).doubleValue())
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "max,max=3&sort=max&order=asc,3,1e30",
        "lookup,lookup=0.4&sort=lookup&order=desc,0,0.4",
        "persistence,persistence=1.5&sort=persistence&order=asc,1.5,1e30"
    })
    void finerFiltersHold(String column, String query, double least, double most) {
        List<Double> kept = column(column, "?density=all&" + query);
        assertThat(kept).isNotEmpty().allMatch(value -> value >= least && value <= most);
        assertThat(json("?density=all&" + query).jsonPath().getLong("total"))
                .isLessThan(json("?density=all").jsonPath().getLong("total"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "max=much",
                "lookup=2",
                "output=-3",
                "method=guess",
                "colour=mauve",
                "zoom=0",
                "x=7",
                "map=2",
                "lasso=1,2"
            })
    void mistakesAreNamed(String query) {
        given().get(SOURCE + ".json?" + query)
                .then()
                .statusCode(400)
                .body("detail", containsString(query.substring(0, query.indexOf('='))));
    }

    @Test
    void emptyTableSaysWhatToRelax() {
        String page = given().accept("text/html").get(SOURCE + "?max=1e9").asString();
        assertThat(page).contains("No feature passes all these filters").contains("any maximum</a>");
        json("?max=1e9").then().body("rows.size()", equalTo(0)).body("relaxed[0].what", equalTo("any maximum"));
    }

    @Test
    void hostileFiltersAreShownAsText() {
        given().accept("text/html")
                .queryParam("label", "\"><script>alert(1)</script>")
                .queryParam("map", "1")
                .queryParam("find", "\u202e<script>alert(2)</script>")
                .get(SOURCE)
                .then()
                .statusCode(200)
                .body(not(containsString("<script>alert")));
        given().queryParam("label", "x".repeat(201))
                .get(SOURCE + ".json")
                .then()
                .statusCode(413);
    }

    @Test
    void wholeTableIsExported() {
        long total = json("?sort=max").jsonPath().getLong("total");
        String csv = given().get(SOURCE + "/table.csv?sort=max")
                .then()
                .statusCode(200)
                .contentType(containsString("text/csv"))
                .extract()
                .asString();
        assertThat(csv.split("\r\n", -1)).hasSize((int) total + 2);
        assertThat(csv).startsWith("index,label,label_method,tokens,max,");
        var rows = given().get(SOURCE + "/table.json?sort=max").jsonPath();
        assertThat(rows.getList("rows")).hasSize((int) total);
        assertThat(rows.getList("rows.max", Float.class)).isSortedAccordingTo(java.util.Comparator.reverseOrder());
    }

    @Test
    void mapIsSentAsBytesAndOnlyOnce() {
        Response sent = given().get(SOURCE + "/map.bin");
        sent.then().statusCode(200);
        ByteBuffer bytes = ByteBuffer.wrap(sent.asByteArray()).order(ByteOrder.LITTLE_ENDIAN);
        int places = bytes.getInt(8);
        assertThat(places).isEqualTo(283);
        assertThat(bytes.capacity()).isEqualTo(16 + 5 * 16 + 18 * places);
        String tag = sent.header("ETag");
        assertThat(tag).startsWith("\"");
        given().header("If-None-Match", tag).get(SOURCE + "/map.bin").then().statusCode(304);
    }

    @Test
    void lineAroundFeaturesNarrowsTheTable() {
        String query = "?map=1&density=all&hide=nothing";
        long all = json(query).jsonPath().getLong("total");
        Response left = json(query + "&lasso=" + LEFT);
        assertThat(left.jsonPath().getLong("total")).isBetween(1L, all - 1);
        assertThat(left.jsonPath().getString("quickList")).startsWith("/quick-list?features=%5B%7B%22modelId%22");
        String page = given().urlEncodingEnabled(false)
                .accept("text/html")
                .get(SOURCE + query + "&lasso=" + LEFT)
                .asString();
        assertThat(page).contains("inside the line on the map").contains("Make a list of");
    }

    @ParameterizedTest
    @ValueSource(strings = {"lookup", "density", "max", "persistence", "output"})
    void drawingHasFiveShadesInWords(String colour) {
        json("?map=1&colour=" + colour)
                .then()
                .statusCode(200)
                .body("map.ranges.size()", equalTo(5))
                .body("map.points", equalTo(283));
        String page = given().accept("text/html")
                .get(SOURCE + "?map=1&colour=" + colour)
                .asString();
        assertThat(page).contains("class=\"m4\"").contains("data-map=\"" + SOURCE + "\"");
    }

    @Test
    void featuresAreNamedAndFoundByTheirTokens() {
        var named = given().get(SOURCE + "/names?features=7,8").jsonPath();
        assertThat(named.getList("features.index")).isEqualTo(List.of(7, 8));
        String token = named.getString("features[0].tokens[0].text").strip();
        List<Integer> saying = given().queryParam("find", token)
                .get(SOURCE + "/saying")
                .jsonPath()
                .getList("features");
        assertThat(saying).contains(7);
        given().get(SOURCE + "/names?features=7,9999").then().statusCode(404);
        given().get(SOURCE + "/names").then().statusCode(400);
    }
}
