package org.fragaria.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.fragaria.testsupport.Browser;
import org.fragaria.testsupport.HostileData;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tokens, names and parameters that are made to break pages: shown as text, in a browser that would tell if one became
 * markup, ran, was blocked by the content security policy, or pushed the page sideways.
 */
@QuarkusTest
@QuarkusTestResource(value = HostileData.class, restrictToAnnotatedClass = true)
@Tag("browser")
class HostileTextTest {

    /** What visitors write; {@code WW} to make lines that nothing breaks. */
    private static final List<String> WRITTEN = List.of(
            "<script>document.title='broken'</script> and more",
            "\"><img src=x onerror=\"document.title='broken'\"> and more",
            "</title></textarea></style></svg><b>loud</b>",
            "\u202Eright to left, never closed",
            "{page.model}{#include layout}{/include}",
            "W".repeat(400));

    private static Browser browser;

    @TestHTTPResource("/")
    String root;

    @BeforeAll
    static void start() {
        browser = new Browser();
    }

    @AfterAll
    static void stop() {
        browser.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hostile",
                HostileData.SOURCE,
                HostileData.SOURCE + "?token=%3Cscript%3E",
                HostileData.SOURCE + "/0",
                HostileData.SOURCE + "/3?show=full&examples=all&breaks=true",
                HostileData.SOURCE + "/3?show=snippet",
                HostileData.SOURCE + "/16",
                HostileData.SOURCE + "/%3Cscript%3E",
                "search?q=%3Cscript%3Edocument.title%3D%27broken%27%3C%2Fscript%3E",
                "search?q=%22%3E%3Cimg+src%3Dx+onerror%3D%22document.title%3D%27broken%27%22%3E",
                "search?q=%E2%80%AEright+to+left%E2%80%AC",
                "search?q=%7Bpage.model%7D&in=text",
                "%3Cscript%3Ealert(1)%3C%2Fscript%3E",
                "?%3Cscript%3E=1",
                "jump"
            })
    void hostileTextStaysText(String path) {
        List<String> complaints = new ArrayList<>();
        try (BrowserContext context = browser.running().newContext()) {
            Page page = context.newPage();
            page.onConsoleMessage(message -> {
                if (!message.text().contains("the server responded with a status of 4")) {
                    complaints.add("console: " + message.text());
                }
            });
            page.onPageError(error -> complaints.add("error: " + error));
            page.onDialog(dialog -> complaints.add("dialog: " + dialog.message()));
            page.navigate(root + path);
            for (int width : new int[] {390, 1440}) {
                page.setViewportSize(width, 900);
                int scroll = (int) page.evaluate("document.documentElement.scrollWidth");
                if (scroll > width) {
                    complaints.add(width + " px: the page is " + scroll + " px wide");
                }
            }
            assertThat(page.title()).doesNotStartWith("broken").endsWith("Fragaria");
            assertThat(page.locator("main img, main script, main style, [onerror], [onmouseover]")
                            .count())
                    .isZero();
            assertThat(page.locator("main h1").count()).isEqualTo(1);
        }
        assertThat(complaints).isEmpty();
    }

    @Test
    void whatVisitorsWriteStaysText() {
        String feature = "/" + HostileData.SOURCE + "/1";
        for (String text : WRITTEN) {
            post(feature + "/comments", Map.of("text", text, "name", text.substring(0, Math.min(40, text.length()))));
            post(feature + "/explanations", Map.of("text", text, "by", "<b>x</b>"));
            post(
                    "/lists",
                    Map.of(
                            "name",
                            text.substring(0, Math.min(60, text.length())),
                            "description",
                            text,
                            "listed",
                            true,
                            "features",
                            List.of(Map.of("feature", HostileData.SOURCE + "/1", "note", "<i>note</i>"))));
        }
        for (String path : List.of(
                HostileData.SOURCE + "/1",
                HostileData.SOURCE + "/1/explanations",
                HostileData.SOURCE + "/0",
                HostileData.SOURCE,
                "lists",
                "search?q=document")) {
            hostileTextStaysText(path);
        }
        for (String path : List.of("/comments", "/explanations")) {
            given().contentType("application/json")
                    .accept("application/json")
                    .body(Map.of("text", "x".repeat(100_000)))
                    .post(feature + path)
                    .then()
                    .statusCode(org.hamcrest.Matchers.oneOf(400, 413));
        }
    }

    private static void post(String path, Map<String, Object> body) {
        given().contentType("application/json")
                .accept("application/json")
                .body(body)
                .post(path)
                .then()
                .statusCode(201);
    }

    @Test
    void everyHostileTokenIsShownInFull() {
        List<String> shown = new ArrayList<>();
        try (BrowserContext context = browser.running().newContext()) {
            Page page = context.newPage();
            for (int feature : IntStream.range(0, 8).toArray()) {
                page.navigate(root + HostileData.SOURCE + "/" + feature + "?show=full&examples=all");
                shown.addAll(page.locator(".t").allTextContents());
            }
        }
        for (String text : HostileData.TEXTS) {
            assertThat(shown).contains(Visible.of(text));
        }
    }

    /** How a page writes what has no shape. */
    private static final class Visible {
        static String of(String text) {
            return text.replace('\n', '↵').replace('\t', '⇥');
        }
    }

    @Test
    void policyAllowsNothingInLine() {
        String policy = given().get("/" + HostileData.SOURCE + "/0").getHeader("Content-Security-Policy");
        assertThat(policy).contains("default-src 'none'", "script-src 'self'", "style-src 'self'");
        assertThat(policy).doesNotContain("unsafe", "*", "http:", "https:");
    }

    @Test
    void textsBeyondTheLimitAreRefusedInWords() {
        for (int length : new int[] {9_000, 60_000}) {
            given().accept("text/html")
                    .get("/search?in=text&q=" + "x".repeat(length))
                    .then()
                    .statusCode(org.hamcrest.Matchers.either(org.hamcrest.Matchers.is(200))
                            .or(org.hamcrest.Matchers.is(413)));
        }
        given().get("/search?q=" + "x".repeat(100_000)).then().statusCode(org.hamcrest.Matchers.oneOf(413, 414));
    }
}
