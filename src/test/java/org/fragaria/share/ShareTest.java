package org.fragaria.share;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
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
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

/** Embeds, share cards, sitemap and robots.txt over HTTP. */
@QuarkusTest
@QuarkusTestResource(VillageData.class)
class ShareTest {

    private static final String FEATURE = "/village/2-res-300/7";
    private static final String LIVE = "/tiny/1-random-48/5";

    @TestHTTPResource("/")
    String root;

    private static String html(String path) {
        return given().urlEncodingEnabled(false)
                .accept(ContentType.HTML)
                .get(path)
                .then()
                .statusCode(200)
                .extract()
                .asString();
    }

    @Test
    void anEmbedHoldsNothingOfTheSite() {
        String embed = html(FEATURE + "?embed=true");
        assertThat(embed)
                .contains("<base target=\"_blank\">")
                .contains("id=\"examples\"")
                .contains("Open in Fragaria")
                .doesNotContain("<header class=\"top\"")
                .doesNotContain("class=\"foot\"");
    }

    @ParameterizedTest
    @CsvSource({
        "embedactivations, id=\"examples\"",
        "embedplots, frame-plots",
        "embedsteer, id=\"steer\"",
        "embedtest, id=\"test\"",
        "embedtestfield, name=\"defaulttesttext\"",
        "embedlink, Open in Fragaria"
    })
    void everyPartCanBeLeftOut(String parameter, String mark) {
        assertThat(html(LIVE + "?embed=true")).contains(mark);
        assertThat(html(LIVE + "?embed=true&" + parameter + "=true")).contains(mark);
        assertThat(html(LIVE + "?embed=true&" + parameter + "=false")).doesNotContain(mark);
    }

    @Test
    void anEmbedTestsItsText() {
        given().accept(ContentType.JSON)
                .get(LIVE + "?embed=true&defaulttesttext=some words")
                .then()
                .statusCode(200)
                .body("text", equalTo("some words"))
                .body("tested.tokens", notNullValue())
                .body("problem", nullValue());
        given().accept(ContentType.JSON)
                .get(FEATURE + "?embed=true&defaulttesttext=words")
                .then()
                .body("tested", nullValue())
                .body("problem", containsString("cannot be run"));
        given().accept(ContentType.JSON)
                .get(LIVE + "?embed=true&embedtest=false&defaulttesttext=words")
                .then()
                .body("tested", nullValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {FEATURE + "?embed=true", LIVE + "/steer?embed=true&prompt=some+words&tokens=4"})
    void onlyEmbedsLetThemselvesBeFramed(String path) {
        given().urlEncodingEnabled(false)
                .accept(ContentType.HTML)
                .get(path)
                .then()
                .statusCode(200)
                .header("Content-Security-Policy", containsString("frame-ancestors *"))
                .header("Content-Security-Policy", containsString("default-src 'none'"));
        given().accept(ContentType.HTML)
                .get(path.substring(0, path.indexOf('?')))
                .then()
                .header("Content-Security-Policy", containsString("frame-ancestors 'self'"));
    }

    @ParameterizedTest
    @CsvSource({
        FEATURE + "?embed=true&embedplot=false, embedplots",
        FEATURE + "?embed=true&embedplots=perhaps, false",
        "/village/2-res-300/300?embed=true, 0 to 299",
        "/village/2-res-300/7/embed?height=1, height",
        "/picture/feature/village/2-res-300/300.png, 0 to 299",
        "/picture/feature/village/2-res-300/7.gif, .png",
        "/picture/list/none.png, none",
        "/picture/demo/none.png, strawberry",
        "/sitemap/village/2-res-300/1.xml, page 1"
    })
    void mistakesAreNamed(String path, String named) {
        Response answer = given().urlEncodingEnabled(false)
                .accept("application/json, image/png, application/xml")
                .get(path);
        assertThat(answer.statusCode()).isIn(400, 404);
        assertThat(answer.asString()).contains(named);
    }

    @Test
    void theBuilderMakesCodeThatWorks() {
        Response page = given().urlEncodingEnabled(false)
                .get(LIVE + "/embed.json?set=true&show=embedexplanation&show=embedtest&text=%3Cb%3E%26&height=300");
        String code = page.path("code");
        assertThat(code).contains("height=\"300\"").contains("embedplots=false").doesNotContain("embedtest=false");
        String frame = page.path("frame");
        assertThat(html(frame)).contains("id=\"test\"").doesNotContain("frame-plots");
        assertThat(html(LIVE + "/embed?text=%3Cscript%3Ealert(1)%3C/script%3E")).doesNotContain("<script>alert");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/picture/site",
                "/picture/feature" + FEATURE,
                "/picture/feature/village/2-res-300/16",
                "/picture/steer" + LIVE,
                "/picture/source/village/2-res-300",
                "/picture/demo/liar"
            })
    void picturesAreSentOnce(String path) {
        Response png = given().accept("image/*").get(path + ".png");
        png.then().statusCode(200).contentType("image/png").header("ETag", notNullValue());
        assertThat(png.asByteArray()).startsWith(0x89, 'P', 'N', 'G');
        given().header("If-None-Match", png.header("ETag"))
                .get(path + ".png")
                .then()
                .statusCode(304);
        given().get(path + ".svg")
                .then()
                .statusCode(200)
                .contentType(containsString("image/svg+xml"))
                .body(not(containsString("<script")));
    }

    @Test
    void pagesNameTheirPictureAndThemselves() {
        String page = html(FEATURE);
        assertThat(page)
                .contains("<link rel=\"canonical\" href=\"" + root + FEATURE.substring(1) + "\">")
                .contains("property=\"og:image\" content=\"" + root + "picture/feature" + FEATURE + ".png\"")
                .contains("property=\"og:image:alt\"")
                .contains("name=\"twitter:card\" content=\"summary_large_image\"");
        for (String other :
                new String[] {"/", "/village", "/village/2-res-300", "/lists", "/search", "/about/features"}) {
            String html = html(other);
            assertThat(html.split("property=\"og:image\"", -1)).as(other).hasSize(2);
            String picture = html.replaceAll("(?s).*property=\"og:image\" content=\"([^\"]*)\".*", "$1");
            given().get(picture).then().statusCode(200).contentType("image/png");
        }
    }

    @Test
    void aForgedHostIsNotRepeated() {
        String page = given().accept(ContentType.HTML)
                .header("Host", "evil.example\"><script>alert(1)</script>")
                .get(FEATURE)
                .asString();
        assertThat(page).doesNotContain("<script>alert");
    }

    @Test
    void sitemapsNameEveryLiveFeature() {
        String index =
                given().get("/sitemap.xml").then().statusCode(200).extract().asString();
        assertThat(index)
                .contains("<loc>" + root + "sitemap/pages.xml</loc>")
                .contains("<loc>" + root + "sitemap/village/2-res-300/0.xml</loc>");
        String features = given().get("/sitemap/village/2-res-300/0.xml")
                .then()
                .statusCode(200)
                .contentType(containsString("xml"))
                .extract()
                .asString();
        assertThat(features)
                .contains("<loc>" + root + "village/2-res-300/7</loc>")
                .doesNotContain("<loc>" + root + "village/2-res-300/16</loc>"); // a dead one
        assertThat(given().get("/sitemap/pages.xml").asString())
                .contains("<loc>" + root + "about/features</loc>")
                .contains("<loc>" + root + "village/2-res-300</loc>");
    }

    @Test
    void robotsLeaveAlone() {
        given().get("/robots.txt")
                .then()
                .statusCode(200)
                .contentType(containsString("text/plain"))
                .body(containsString("Disallow: /account\n"))
                .body(containsString("embed=true"))
                .body(containsString("Sitemap: " + root + "sitemap.xml"));
    }
}
