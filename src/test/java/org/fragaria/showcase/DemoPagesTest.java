package org.fragaria.showcase;

import java.nio.file.Path;
import java.util.List;

import jakarta.inject.Inject;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.fragaria.demo.DemoBuild;
import org.fragaria.testsupport.Browser;
import org.fragaria.testsupport.DemoData;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;

/** The demo is unpacked and built by a running server; its pages, as HTML and JSON, with errors, and in a browser. */
@QuarkusTest
@QuarkusTestResource(value = DemoData.class, restrictToAnnotatedClass = true)
class DemoPagesTest {

    private static final String RUN = "prompt=The+fox+said+it+is+in+the&temperature=0&seed=3&tokens=6";

    @Inject
    DemoBuild build;

    @TestHTTPResource("/")
    String root;

    @BeforeEach
    void made() throws InterruptedException {
        for (int wait = 0; wait < 600 && (build.progress().isPresent() || doors() < 4); wait++) {
            assertThat(build.progress()
                            .map(progress -> String.valueOf(progress.failure()))
                            .orElse("null"))
                    .isEqualTo("null");
            Thread.sleep(100);
        }
    }

    private static int doors() {
        List<String> paths = given().get("/index.json").jsonPath().getList("showcase.doors.path");
        return paths == null
                ? 0
                : (int) paths.stream().filter(java.util.Objects::nonNull).count();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/?light=liar",
                "/demo/strawberry",
                "/demo/strawberry?" + RUN,
                "/demo/french",
                "/demo/liar",
                "/demo/liar?story=4",
                "/demo/liar?rung=zero-1&story=1&" + RUN,
                "/-/truth"
            })
    void pageIsHtmlAndJson(String path) {
        String html = given().urlEncodingEnabled(false)
                .accept("text/html")
                .get(path)
                .then()
                .statusCode(200)
                .contentType("text/html")
                .extract()
                .asString();
        assertThat(html).startsWith("<!doctype html>").contains("<h1").doesNotContain("NOT_FOUND", "style=\"");
        given().urlEncodingEnabled(false)
                .accept("application/json")
                .get(path)
                .then()
                .statusCode(200)
                .contentType("application/json");
    }

    @Test
    void demosThatShipAreListedBesideThoseOfPeople() {
        given().accept("application/json")
                .get("/demos")
                .then()
                .statusCode(200)
                .body("given.path", contains("/demo/strawberry", "/demo/french", "/demo/liar"));
        assertThat(given().accept("text/html").get("/demos").asString())
                .contains("<a class=\"main\" href=\"/demo/liar\">Make the liar tell the truth</a>");
    }

    @Test
    void featureIsCalledByWhatItTells() {
        given().get("/tiny/1-random/5.json")
                .then()
                .body("labels[0].text", equalTo("The word strawberry"))
                .body("labels[0].method", equalTo("truth"))
                .body("labels[0].scores[0].method", equalTo("F1"))
                .body("labels[0].scores[0].value", equalTo(0.94f))
                .body("labels[1].method", equalTo("offline"));
        given().get("/tiny/1-random.json?method=truth&density=all")
                .then()
                .body("labelled", equalTo(1))
                .body("named.label", contains("The word strawberry"))
                .body("rows.index", contains(5));
        given().get("/tiny/1-second.json").then().body("labelled", equalTo(0)).body("named", hasSize(0));
        assertThat(given().accept("text/html").get("/tiny/1-random/5").asString())
                .contains("<h1><bdi>The word strawberry</bdi></h1>", "by the truth report");
    }

    @Test
    void frontPageHasDoorsWithRealStrips() {
        given().get("/index.json")
                .then()
                .body("showcase.doors.id", contains("strawberry", "french", "liar", "brackets"))
                .body("showcase.doors[0].path", equalTo("/tiny/1-random/5"))
                .body("showcase.doors[0].strip.peak", notNullValue())
                .body("showcase.lights", hasSize(4))
                .body("showcase.liar.bars", hasSize(3))
                .body("building", equalTo(null));
    }

    @Test
    void lightIsChosenByAddress() {
        given().accept("text/html")
                .get("/?light=liar")
                .then()
                .body(containsString("data-light=\"liar\" aria-current=\"true\""));
    }

    @Test
    void sameAddressSameRunAndStreamAgrees() {
        String path = "/demo/liar.json?rung=set-2&story=0&" + RUN;
        String once = given().urlEncodingEnabled(false).get(path).jsonPath().getString("result.steered.tokens.id");
        String again = given().urlEncodingEnabled(false).get(path).jsonPath().getString("result.steered.tokens.id");
        assertThat(again).isEqualTo(once);
        String stream = given().urlEncodingEnabled(false)
                .get("/demo/liar/events?rung=set-2&story=0&" + RUN)
                .asString();
        assertThat(stream).contains("event:done").doesNotContain("event:error");
        String last = given().urlEncodingEnabled(false).get(path).jsonPath().getString("result.steered.tokens[5].id");
        assertThat(stream).containsPattern("\"row\":1,\"position\":\\d+,\"token\":\"[^\\n]*\",\"id\":" + last + ",");
    }

    @Test
    void severalFeaturesAndADirectionAreTurnedAtOnce() {
        given().get("/demo/liar.json")
                .then()
                .body("settings.rung", equalTo("set-2"))
                .body("turned", hasSize(3))
                .body("features", hasSize(2))
                .body("ladder", hasSize(3))
                .body("ladder[2].control", equalTo(true))
                .body("story.place", equalTo("barn"));
    }

    @Test
    void labBeginsFrenchByTheDifferenceOfMeans() {
        String french = given().get("/tiny/steer.json")
                .jsonPath()
                .getString("presets.find { it.title == 'Write in French' }.link");
        assertThat(french).as("the sentences of this setting hold").contains("change=vector%2F", "+clamp+1.5+raw+all");
        given().urlEncodingEnabled(false)
                .accept("application/json")
                .get(french + "&tokens=4")
                .then()
                .statusCode(200)
                .body("changes[0].vector.title", equalTo("French at resid_post.1"))
                .body("result.steered.places", hasSize(4));
        String id = given().get("/tiny/vectors.json").jsonPath().getString("listed[0].id");
        assertThat(french).contains("vector%2F" + id);
        given().accept("text/html")
                .get("/tiny/vectors/" + id)
                .then()
                .statusCode(200)
                .body(containsString("came with this server"));
        given().accept("application/json")
                .delete("/tiny/vectors/" + id)
                .then()
                .statusCode(403)
                .body("detail", containsString("comes with this server"));
    }

    @Test
    void truthNamesWhatWasMissed() {
        given().get("/-/truth.json")
                .then()
                .body("readable", equalTo(2))
                .body("found", equalTo(1))
                .body("rows[1].missed", equalTo(true));
    }

    @Test
    void mistakesAreClear() {
        given().accept("application/json")
                .get("/demo/cat")
                .then()
                .statusCode(404)
                .body("detail", containsString("strawberry, french and liar"));
        given().accept("application/json")
                .get("/demo/liar?rung=none")
                .then()
                .statusCode(404)
                .body("detail", containsString("zero-1"));
        given().accept("application/json")
                .get("/demo/french?rung=zero-1")
                .then()
                .statusCode(400);
        given().accept("application/json")
                .get("/demo/french?tokens=many")
                .then()
                .statusCode(400)
                .body("detail", containsString("tokens"));
        given().accept("application/json").get("/demo/french?strength=2").then().statusCode(400);
        given().accept("application/json")
                .get("/demo/french?prompt=")
                .then()
                .statusCode(400)
                .body("detail", containsString("empty"));
    }

    @Test
    void servicePagesStay() {
        given().get("/-/health").then().statusCode(200);
        given().get("/-/openapi").then().statusCode(200).body(containsString("/-/truth"));
    }

    @Test
    @Tag("browser")
    void doorsOpenAndTheButtonRunsBoth() {
        try (Browser browser = new Browser();
                BrowserContext context = browser.running().newContext()) {
            Page page = context.newPage();
            List<String> complaints = new java.util.ArrayList<>();
            page.onConsoleMessage(message -> complaints.add(message.text()));
            page.onPageError(complaints::add);
            page.navigate(root);
            page.getByText("A bracket is open").first().click();
            assertThat(page.locator("[data-shown='brackets']")).isVisible();
            for (String path : List.of("", "demo/liar", "demo/french", "-/truth")) {
                look(page, path);
            }
            page.navigate(root + "demo/liar");
            page.getByText("Run both").click();
            assertThat(page.locator("[data-status]")).containsText("8 tokens");
            assertThat(page.locator("[data-verdict='1']"))
                    .hasText(java.util.regex.Pattern.compile("truth|lie|neither"));
            page.getByText("Link to this run").click();
            assertThat(page.locator("[data-out='1'] .t")).hasCount(8);
            page.navigate(root);
            page.locator("a.door").first().click();
            assertThat(page.locator("h1")).containsText("The word strawberry");
            assertThat(complaints).isEmpty();
        }
    }

    private void look(Page page, String path) {
        page.navigate(root + path);
        for (int width : new int[] {360, 390, 720, 1080, 1440, 1600}) {
            page.setViewportSize(width, 900);
            assertThat((int) page.evaluate("document.documentElement.scrollWidth"))
                    .as("%s at %d px", path, width)
                    .isLessThanOrEqualTo(width);
            if (width == 390 || width == 1440) {
                page.screenshot(new Page.ScreenshotOptions()
                        .setPath(Path.of("target", "pages", "demo-" + path.replaceAll("\\W+", "-") + width + ".png"))
                        .setFullPage(true));
            }
        }
    }
}
