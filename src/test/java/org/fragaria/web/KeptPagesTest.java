package org.fragaria.web;

import java.net.URLEncoder;
import java.util.Map;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.fragaria.testsupport.VillageData;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyString;

/** Pages that are kept once they are rendered, and what must be seen on them at once. */
@QuarkusTest
@QuarkusTestResource(VillageData.class)
class KeptPagesTest {

    private static final String KEY = "K".repeat(32);
    private static final String SOURCE = "/village/2-res-300";

    private static RequestSpecification me() {
        return given().redirects().follow(false).cookie("fragaria-key", KEY);
    }

    private static String page(String path) {
        return given().urlEncodingEnabled(false)
                .accept("text/html")
                .get(path)
                .then()
                .statusCode(200)
                .extract()
                .asString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/resources", "/village", SOURCE, SOURCE + "?sort=max&page=2", "/search?q=strawberry"})
    void unchangedPagesAreNotSentAgain(String path) {
        Response first = given().accept("text/html").get(path);
        first.then().statusCode(200).header("Cache-Control", "no-cache").header("Vary", containsString("Accept"));
        given().accept("text/html")
                .header("If-None-Match", first.header("ETag"))
                .get(path)
                .then()
                .statusCode(304)
                .body(emptyString());
        assertThat(given().accept("text/html")
                        .header("Accept-Encoding", "gzip")
                        .get(path)
                        .asString())
                .isEqualTo(first.asString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/resources", "/village", SOURCE, "/search?q=strawberry"})
    void bothFormsAreAtTheSameAddress(String path) {
        assertThat(given().accept("application/json").get(path).contentType()).startsWith("application/json");
        assertThat(given().accept("*/*").get(path).contentType()).startsWith("text/html");
    }

    @Test
    void aLabelIsSeenAtOnceWhereverItIsShown() {
        String table = SOURCE + "?sort=index&order=asc&hide=nothing&density=all&page=3"; // 101 to 150
        String word = given().urlEncodingEnabled(false)
                .get(table.replace("?", ".json?"))
                .path("rows.find { it.index == 120 }.tokens[0].text");
        String search = "/search?in=token&q=" + URLEncoder.encode(word.strip(), UTF_8);
        page(table);
        page(search);
        page("/village");
        int before = given().get("/village.json").path("sources[0].labelled");
        Response written = me().contentType(ContentType.JSON)
                .accept(ContentType.JSON)
                .body(Map.of("text", "Kept pages know this label"))
                .post(SOURCE + "/120/explanations");
        written.then().statusCode(201);
        assertThat(page(table)).contains("Kept pages know this label");
        assertThat(page(search)).contains("Kept pages know this label");
        assertThat(page(SOURCE)).contains(">" + (before + 1) + "<");
        assertThat(page("/village")).contains("<td class=\"r\">" + (before + 1) + "</td>");

        me().post("/explanations/" + written.header("Location").replaceAll(".*/", "") + "/delete")
                .then()
                .statusCode(303);
        assertThat(page(table)).doesNotContain("Kept pages know this label");
        assertThat(page(search)).doesNotContain("Kept pages know this label");
    }

    /** The index of labels hears of the change and is told by the version that it shows. */
    @Test
    void aLabelIsFoundByItsWordsSoonAfterItWasWritten() throws InterruptedException {
        String search = "/search?in=label&q=zyzzyva";
        String found = SOURCE + "/123\"";
        assertThat(page(search)).doesNotContain(found);
        Response written = me().contentType(ContentType.JSON)
                .accept(ContentType.JSON)
                .body(Map.of("text", "The zyzzyva, a weevil"))
                .post(SOURCE + "/123/explanations");
        written.then().statusCode(201);
        awaitThat(search, found, true);
        me().post("/explanations/" + written.header("Location").replaceAll(".*/", "") + "/delete");
        awaitThat(search, found, false);
    }

    private static void awaitThat(String path, String what, boolean there) throws InterruptedException {
        for (int i = 0; i < 200 && page(path).contains(what) != there; i++) {
            Thread.sleep(100);
        }
        assertThat(page(path).contains(what)).isEqualTo(there);
    }

    @Test
    void aListIsSeenAtOnce() {
        String search = "/search?q=Kept+pages+know+this+list";
        page("/");
        page(search);
        Response made = me().contentType(ContentType.URLENC)
                .formParams(
                        Map.of("name", "Kept pages know this list", "listed", "true", "feature", "village/2-res-300/7"))
                .post("/lists");
        made.then().statusCode(303);
        String list = made.header("Location").replaceAll(".*/", "");
        assertThat(page("/")).contains("Kept pages know this list");
        assertThat(page(search)).contains("/list/" + list);

        me().post("/list/" + list + "/delete").then().statusCode(303);
        assertThat(page("/")).doesNotContain("Kept pages know this list");
        assertThat(page(search)).doesNotContain("/list/" + list);
    }

    @Test
    void aCommentIsSeenOnTheFrontPageAtOnce() {
        page("/");
        me().contentType(ContentType.URLENC)
                .formParams(Map.of("text", "Kept pages know this comment"))
                .post(SOURCE + "/121/comments")
                .then()
                .statusCode(303);
        assertThat(page("/")).contains("Kept pages know this comment");
    }

    @Test
    void anotherSpellingOfAnAddressIsAnotherPage() {
        page(SOURCE + "/0000122");
        assertThat(page(SOURCE + "/122")).contains(SOURCE + "/122\"").doesNotContain("0000122");
    }
}
