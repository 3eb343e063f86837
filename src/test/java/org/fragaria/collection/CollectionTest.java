package org.fragaria.collection;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

import jakarta.inject.Inject;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.fragaria.account.AccountConfig;
import org.fragaria.account.Visitor;
import org.fragaria.account.Writes;
import org.fragaria.testsupport.VillageData;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

/** Lists, comments, bookmarks and the key over HTTP: whose they are, what they hold, what is refused. */
@QuarkusTest
@QuarkusTestResource(VillageData.class)
class CollectionTest {

    private static final String HOSTILE = "<script>alert(1)</script> \"'& \u202Egnirts\u202C \u200B {page.id}";

    @Inject
    Writes writes;

    @Inject
    AccountConfig config;

    private String mine = "";
    private String other = "";

    @BeforeEach
    void twoBrowsers() {
        mine = key();
        other = key();
    }

    private static String key() {
        byte[] bytes = new byte[24];
        new java.security.SecureRandom().nextBytes(bytes);
        return java.util.Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String owner(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private String list(Map<String, String> form) {
        Response made = given().redirects()
                .follow(false)
                .cookie(Visitor.COOKIE, mine)
                .contentType(ContentType.URLENC.withCharset("UTF-8"))
                .formParams(form)
                .post("/lists");
        assertThat(made.statusCode()).as(made.asString()).isEqualTo(303);
        String location = made.header("Location");
        return location.substring(location.lastIndexOf('/') + 1);
    }

    private void item(String id, String action, String feature) {
        given().redirects()
                .follow(false)
                .cookie(Visitor.COOKIE, mine)
                .formParams(Map.of("action", action, "feature", feature, "note", "on " + feature))
                .post("/list/" + id + "/items")
                .then()
                .statusCode(303);
    }

    @Test
    void aFirstListMakesAKey() {
        Response made =
                given().redirects().follow(false).formParam("name", "first").post("/lists");
        assertThat(made.statusCode()).isEqualTo(303);
        assertThat(made.getCookie(Visitor.COOKIE)).hasSize(32);
        assertThat(made.getHeader("Set-Cookie"))
                .containsIgnoringCase("httponly")
                .contains("SameSite=Lax");
    }

    @Test
    void aListIsFilledOrderedAnnotatedAndDeleted() {
        String id = list(Map.of("name", "Mine", "description", "for a test"));
        item(id, "add", "village/2-res-300/7");
        item(id, "add", "village/2-res-300/12");
        item(id, "add", "village/2-res-300/12");
        item(id, "add", "gone/0-none/3");
        item(id, "up", "village/2-res-300/12");
        given().cookie(Visitor.COOKIE, mine)
                .get("/list/" + id + ".json")
                .then()
                .body("mine", equalTo(true))
                .body("cards.feature.index", equalTo(java.util.List.of(12, 7, 3)))
                .body("cards[0].note", equalTo("on village/2-res-300/12"))
                .body("cards[0].top.tokens", not(nullValue()))
                .body("cards[2].missing", containsString("gone"));
        item(id, "remove", "village/2-res-300/7");
        given().get("/list/" + id + ".json").then().body("cards", hasSize(2)).body("mine", equalTo(false));
        given().redirects()
                .follow(false)
                .cookie(Visitor.COOKIE, mine)
                .post("/list/" + id + "/delete")
                .then()
                .statusCode(303);
        given().get("/list/" + id + ".json").then().statusCode(404).body("detail", containsString(id));
    }

    @Test
    void onlyItsBrowserChangesAList() {
        String id = list(Map.of("name", "Mine"));
        for (String path : new String[] {"", "/items", "/delete"}) {
            given().cookie(Visitor.COOKIE, other)
                    .accept(ContentType.JSON)
                    .formParams(Map.of("name", "Theirs", "feature", "village/2-res-300/7"))
                    .post("/list/" + id + path)
                    .then()
                    .statusCode(403)
                    .body("type", equalTo("/-/problems/forbidden"));
        }
        given().cookie(Visitor.COOKIE, other).delete("/list/" + id).then().statusCode(403);
        given().cookie(Visitor.COOKIE, mine)
                .accept(ContentType.JSON)
                .header("Sec-Fetch-Site", "cross-site")
                .formParam("name", "Forged")
                .post("/list/" + id)
                .then()
                .statusCode(400)
                .body("detail", containsString("another site"));
        given().get("/list/" + id + ".json").then().body("name", equalTo("Mine"));
    }

    @Test
    void aListThatIsShownToEverybodyIsFoundByItsName() {
        String shown = list(Map.of("name", "100 % of the Berries", "listed", "true"));
        list(Map.of("name", "Berries of my own"));
        given().urlEncodingEnabled(false)
                .accept("application/json")
                .get("/search?q=100+%25+of+the+berries")
                .then()
                .statusCode(200)
                .body("places.path", equalTo(java.util.List.of("/list/" + shown)));
        given().urlEncodingEnabled(false)
                .accept("application/json")
                .get("/search?q=of+my+own")
                .then()
                .body("places", equalTo(java.util.List.of()));
    }

    @Test
    void jsonDoesWhatFormsDo() {
        String body = "{\"name\": \"By JSON\", \"listed\": true, \"features\":"
                + " [{\"feature\": \"village/2-res-300/7\", \"note\": \"seven\"}]}";
        String id = given().cookie(Visitor.COOKIE, mine)
                .contentType(ContentType.JSON)
                .body(body)
                .post("/lists")
                .then()
                .statusCode(201)
                .body("cards[0].note", equalTo("seven"))
                .extract()
                .path("id");
        given().cookie(Visitor.COOKIE, mine)
                .contentType(ContentType.JSON)
                .body("{\"name\": \"Again\", \"features\": [{\"feature\": \"village/2-res-300/9\"},"
                        + " {\"feature\": \"village/2-res-300/7\"}]}")
                .put("/list/" + id)
                .then()
                .statusCode(200)
                .body("cards.feature.index", equalTo(java.util.List.of(9, 7)));
        given().cookie(Visitor.COOKIE, mine).delete("/list/" + id).then().statusCode(204);
        given().cookie(Visitor.COOKIE, mine)
                .contentType(ContentType.JSON)
                .post("/lists")
                .then()
                .statusCode(400);
    }

    @Test
    void onlyListsThatAreShownAreNamed() {
        String hidden = list(Map.of("name", "Hidden list"));
        String shown = list(Map.of("name", "Shown list", "listed", "true"));
        item(hidden, "add", "village/2-res-300/20");
        item(shown, "add", "village/2-res-300/20");
        assertThat(given().get("/lists.json").asString()).contains(shown).doesNotContain(hidden);
        assertThat(given().accept(ContentType.HTML).get("/village/2-res-300/20").asString())
                .contains("/list/" + shown)
                .doesNotContain(hidden);
        assertThat(given().cookie(Visitor.COOKIE, mine).get("/lists.json").asString())
                .contains(hidden);
        assertThat(given().accept(ContentType.HTML).get("/list/" + hidden).asString())
                .contains("noindex");
    }

    @Test
    void aListTestsItsTextOnEveryFeature() {
        String id = list(Map.of("name", "Live", "testText", "some words"));
        item(id, "add", "tiny/1-random-48/5");
        item(id, "add", "tiny/1-random-48/6");
        item(id, "add", "village/2-res-300/7");
        given().get("/list/" + id + ".json")
                .then()
                .body("cards[0].tested.tokens", not(nullValue()))
                .body("cards[1].tested.tokens", not(nullValue()))
                .body("cards[2].tested", nullValue())
                .body("problems[0]", containsString("village/2-res-300"))
                .body("runnable", equalTo(true));
        given().queryParam("text", "other").get("/list/" + id + ".json").then().body("text", equalTo("other"));
    }

    @Test
    void quickListIsAllInItsAddress() {
        String features =
                "[{\"modelId\":\"village\",\"layer\":\"2-res-300\",\"index\":\"7\",\"description\":\"seven\"},"
                        + "{\"modelId\":\"village\",\"layer\":\"2-res-300\",\"index\":9}]";
        given().queryParam("name", "Quick " + HOSTILE)
                .queryParam("features", features)
                .get("/quick-list.json")
                .then()
                .statusCode(200)
                .body("id", nullValue())
                .body("cards.feature.index", equalTo(java.util.List.of(7, 9)))
                .body("cards[0].note", equalTo("seven"));
        String html = given().accept(ContentType.HTML)
                .queryParam("name", "Quick " + HOSTILE)
                .queryParam("features", features)
                .get("/quick-list")
                .asString();
        assertThat(html).contains("Save as my list").doesNotContain("<script>alert");
        String kept = list(Map.of("name", "Kept", "features", features));
        given().get("/list/" + kept + ".json").then().body("cards", hasSize(2));
        String many = "["
                + "{\"modelId\":\"v\",\"layer\":\"l\",\"index\":1},".repeat(150)
                + "{\"modelId\":\"v\",\"layer\":\"l\",\"index\":1}]";
        given().urlEncodingEnabled(false)
                .get("/quick-list.json?features="
                        + java.net.URLEncoder.encode(many.replace(" ", ""), java.nio.charset.StandardCharsets.UTF_8))
                .then()
                .statusCode(org.hamcrest.Matchers.anyOf(equalTo(413), equalTo(414)));
        for (String wrong : new String[] {
            "", "nonsense", "{}", "[{\"modelId\":\"a\"}]", "[{\"modelId\":\"a\",\"layer\":\"b\",\"index\":\"x\"}]"
        }) {
            given().queryParam("features", wrong)
                    .get("/quick-list.json")
                    .then()
                    .statusCode(400)
                    .body("detail", containsString("feature"));
        }
    }

    @Test
    void listsHaveAMost() {
        StringBuilder features = new StringBuilder("[");
        for (int i = 0; i < ListWords.MOST; i++) {
            features.append(i == 0 ? "" : ",")
                    .append("{\"modelId\":\"village\",\"layer\":\"2-res-300\",\"index\":")
                    .append(i)
                    .append('}');
        }
        String id = list(Map.of("name", "Full", "features", features.append(']').toString()));
        given().cookie(Visitor.COOKIE, mine)
                .accept(ContentType.JSON)
                .formParam("feature", "tiny/1-random-48/5")
                .post("/list/" + id + "/items")
                .then()
                .statusCode(413)
                .body("detail", containsString("300"));
    }

    @Test
    void commentsAreShownAndTakenBack() {
        given().redirects()
                .follow(false)
                .cookie(Visitor.COOKIE, mine)
                .contentType(ContentType.URLENC.withCharset("UTF-8"))
                .formParams(Map.of("text", HOSTILE, "name", "<b>Ann</b>"))
                .post("/village/2-res-300/21/comments")
                .then()
                .statusCode(303)
                .header("Location", containsString("/village/2-res-300/21#remarks"));
        String html =
                given().accept(ContentType.HTML).get("/village/2-res-300/21").asString();
        assertThat(html)
                .contains("<bdi>&lt;script&gt;alert(1)&lt;/script&gt;")
                .contains("<bdi>&lt;b&gt;Ann&lt;/b&gt;</bdi>")
                .doesNotContain("<script>alert");
        String id = given().get("/village/2-res-300/21.json").path("remarks.comments[0].id");
        given().cookie(Visitor.COOKIE, other).delete("/comment/" + id).then().statusCode(403);
        given().cookie(Visitor.COOKIE, mine).delete("/comment/" + id).then().statusCode(204);
        assertThat(given().accept(ContentType.HTML).get("/village/2-res-300/21").asString())
                .contains("Nobody has said anything");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            text | four  | 1      | 400 | at least 5
            text | x     | 1025   | 413 | at most 1024
            text | x     | 102400 | 413 | at most 1024
            name | x     | 61     | 413 | at most 60
            """)
    void commentsHaveBounds(String field, String words, int times, int status, String named) {
        given().cookie(Visitor.COOKIE, mine)
                .accept(ContentType.JSON)
                .formParams(
                        field.equals("text")
                                ? Map.of("text", words.repeat(times))
                                : Map.of("text", "long enough", "name", words.repeat(times)))
                .post("/village/2-res-300/22/comments")
                .then()
                .statusCode(status)
                .body("detail", containsString(named));
    }

    @Test
    void aBrowserWritesSoMuchInAnHourAndNoMore() {
        String id = list(Map.of("name", "Before the limit"));
        for (int time = 1; time < config.writesPerHour(); time++) {
            writes.count(owner(mine));
        }
        for (String path : new String[] {
            "/village/2-res-300/24/comments",
            "/village/2-res-300/24/bookmark",
            "/lists",
            "/list/" + id,
            "/list/" + id + "/items"
        }) {
            given().cookie(Visitor.COOKIE, mine)
                    .accept(ContentType.JSON)
                    .formParams(Map.of("text", "long enough", "name", "Too many", "feature", "village/2-res-300/24"))
                    .post(path)
                    .then()
                    .statusCode(429)
                    .body("type", equalTo("/-/problems/too-many"))
                    .body("detail", containsString("fragaria.account.writes-per-hour"));
        }
        given().get("/list/" + id + ".json")
                .then()
                .body("name", equalTo("Before the limit"))
                .body("cards", hasSize(0));
        given().cookie(Visitor.COOKIE, mine).delete("/list/" + id).then().statusCode(204);
        given().redirects()
                .follow(false)
                .cookie(Visitor.COOKIE, other)
                .formParam("name", "Another browser")
                .post("/lists")
                .then()
                .statusCode(303);
    }

    @Test
    void onlyWhatIsHereIsTalkedAbout() {
        given().cookie(Visitor.COOKIE, mine)
                .accept(ContentType.JSON)
                .formParam("text", "long enough")
                .post("/village/2-res-300/300/comments")
                .then()
                .statusCode(404);
        given().cookie(Visitor.COOKIE, mine)
                .accept(ContentType.JSON)
                .formParam("text", "long\u0000enough")
                .post("/village/2-res-300/30/comments")
                .then()
                .statusCode(400)
                .body("detail", containsString("no character"));
    }

    @Test
    void bookmarksAreOnesOwn() {
        for (int time = 0; time < 2; time++) {
            given().redirects()
                    .follow(false)
                    .cookie(Visitor.COOKIE, mine)
                    .contentType(ContentType.URLENC)
                    .post("/village/2-res-300/23/bookmark")
                    .then()
                    .statusCode(303);
        }
        given().cookie(Visitor.COOKIE, mine).get("/bookmarks.json").then().body("cards.feature.index", hasSize(1));
        given().cookie(Visitor.COOKIE, other).get("/bookmarks.json").then().body("cards", hasSize(0));
        given().redirects()
                .follow(false)
                .cookie(Visitor.COOKIE, mine)
                .formParam("on", "false")
                .post("/village/2-res-300/23/bookmark");
        given().cookie(Visitor.COOKIE, mine).get("/bookmarks.json").then().body("cards", hasSize(0));
    }

    @Test
    void aButtonWithoutScriptsTogglesABookmarkAndSaysSo() {
        for (boolean now : new boolean[] {true, false}) {
            String said = given().redirects()
                    .follow(false)
                    .cookie(Visitor.COOKIE, mine)
                    .formParam("on", "toggle")
                    .post("/village/2-res-300/25/bookmark")
                    .then()
                    .statusCode(303)
                    .extract()
                    .header("Location");
            String html = given().urlEncodingEnabled(false)
                    .cookie(Visitor.COOKIE, mine)
                    .accept(ContentType.HTML)
                    .get(said.replaceAll("^https?://[^/]+|#.*", ""))
                    .asString();
            assertThat(html).contains(now ? "is bookmarked." : "has no bookmark now.");
        }
        given().cookie(Visitor.COOKIE, mine)
                .accept(ContentType.JSON)
                .formParam("on", "maybe")
                .post("/village/2-res-300/25/bookmark")
                .then()
                .statusCode(400)
                .body("detail", containsString("toggle"));
    }

    @Test
    void aScriptAsksForABookmarkAndSetsIt() {
        String path = "/village/2-res-300/26/bookmark";
        given().get(path)
                .then()
                .statusCode(200)
                .header("Cache-Control", equalTo("no-store"))
                .body("bookmarked", equalTo(false));
        star(path, "{\"on\": true}").then().statusCode(200).body("bookmarked", equalTo(true));
        given().cookie(Visitor.COOKIE, mine).get(path).then().body("bookmarked", equalTo(true));
        given().cookie(Visitor.COOKIE, other).get(path).then().body("bookmarked", equalTo(false));
        star(path, "{\"on\": false}").then().statusCode(200).body("bookmarked", equalTo(false));
        given().cookie(Visitor.COOKIE, mine).get(path).then().body("bookmarked", equalTo(false));
        star(path, "{}").then().statusCode(400).body("detail", containsString("on"));
        star("/village/2-res-300/300/bookmark", "{\"on\": true}").then().statusCode(404);
    }

    private Response star(String path, String body) {
        return given().cookie(Visitor.COOKIE, mine)
                .contentType(ContentType.JSON)
                .accept(ContentType.JSON)
                .body(body)
                .post(path);
    }

    @Test
    void theKeyIsShownTakenAndForgotten() {
        list(Map.of("name", "To be found again"));
        assertThat(given().cookie(Visitor.COOKIE, mine).get("/account.json").asString())
                .doesNotContain(mine);
        given().cookie(Visitor.COOKIE, mine)
                .get("/account.json?key=show")
                .then()
                .header("Cache-Control", equalTo("no-store"))
                .body("key", equalTo(mine));
        Response taken =
                given().redirects().follow(false).formParam("key", mine).post("/account/key");
        assertThat(taken.getCookie(Visitor.COOKIE)).isEqualTo(mine);
        given().accept(ContentType.JSON)
                .formParam("key", "short")
                .post("/account/key")
                .then()
                .statusCode(400)
                .body("detail", containsString("32"));
        Response forgotten =
                given().redirects().follow(false).cookie(Visitor.COOKIE, mine).post("/account/forget");
        assertThat(forgotten.getCookie(Visitor.COOKIE)).isEmpty();
    }

    @Test
    void allThatIsMineIsExportedAndDeleted() {
        list(Map.of("name", "Exported", "features", "[{\"modelId\":\"village\",\"layer\":\"2-res-300\",\"index\":7}]"));
        given().cookie(Visitor.COOKIE, mine)
                .get("/account/export")
                .then()
                .statusCode(200)
                .header("Content-Disposition", containsString("attachment"))
                .body("lists[0].words.name", equalTo("Exported"))
                .body("lists[0].words.features[0].feature.index", equalTo(7));
        given().cookie(Visitor.COOKIE, mine)
                .accept(ContentType.JSON)
                .formParam("confirm", "yes")
                .post("/account/delete")
                .then()
                .statusCode(400);
        given().redirects()
                .follow(false)
                .cookie(Visitor.COOKIE, mine)
                .formParam("confirm", "delete")
                .post("/account/delete")
                .then()
                .statusCode(303);
        given().cookie(Visitor.COOKIE, mine).get("/lists.json").then().body("mine", hasSize(0));
    }

    @Test
    void onlyEmbedsLetThemselvesBeFramed() {
        String id = list(Map.of("name", "Framed " + HOSTILE));
        given().get("/list/" + id).then().header("Content-Security-Policy", containsString("frame-ancestors 'self'"));
        String html = given().accept(ContentType.HTML)
                .get("/list/" + id + "?embed=true")
                .then()
                .statusCode(200)
                .header("Content-Security-Policy", containsString("frame-ancestors *"))
                .extract()
                .asString();
        assertThat(html).doesNotContain("<header class=\"top\"").doesNotContain("<script>alert");
        given().accept(ContentType.JSON)
                .get("/list/" + id + "?embed=maybe")
                .then()
                .statusCode(400);
    }

    @Test
    void emptyPagesLeadOn() {
        for (String path :
                new String[] {"/lists", "/bookmarks", "/account", "/lists/add?feature=village/2-res-300/7"}) {
            given().accept(ContentType.HTML).get(path).then().statusCode(200).body(containsString("<h1"));
        }
        given().accept(ContentType.JSON)
                .get("/lists/add?feature=nonsense")
                .then()
                .statusCode(400)
                .body("detail", containsString("model/source/index"));
    }
}
