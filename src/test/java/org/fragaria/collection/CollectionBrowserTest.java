package org.fragaria.collection;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.FrameLocator;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.sun.net.httpserver.HttpServer;
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
import org.fragaria.testsupport.VillageData;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/** Journeys in a browser: make a list, say something, share, embed in a page of another site; with scripts and without. */
@QuarkusTest
@QuarkusTestResource(VillageData.class)
@Tag("browser")
class CollectionBrowserTest {

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
    @ValueSource(booleans = {true, false})
    void aListIsMadeOutOfAFeature(boolean scripts) {
        try (BrowserContext context =
                browser.running().newContext(new NewContextOptions().setJavaScriptEnabled(scripts))) {
            Page page = context.newPage();
            page.navigate(root + "village/2-res-300/7");
            page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Add to a list"))
                    .first()
                    .click();
            page.getByLabel("Name", new Page.GetByLabelOptions().setExact(true)).fill("Berries " + scripts);
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Make the list"))
                    .click();
            assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
                    .hasText("Berries " + scripts);
            page.getByLabel("model/source/number").fill("village/2-res-300/12");
            page.getByRole(
                            AriaRole.BUTTON,
                            new Page.GetByRoleOptions().setName("Add").setExact(true))
                    .click();
            assertThat(page.locator(".cards > li")).hasCount(2);
            page.locator(".cards > li").last().locator("summary").click();
            page.locator(".cards > li")
                    .last()
                    .getByRole(AriaRole.BUTTON, new com.microsoft.playwright.Locator.GetByRoleOptions().setName("Up"))
                    .click();
            assertThat(page.locator(".cards > li").first()).containsText("village/2-res-300/12");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCommentIsSaidAndTakenBack(boolean scripts) {
        try (BrowserContext context =
                browser.running().newContext(new NewContextOptions().setJavaScriptEnabled(scripts))) {
            Page page = context.newPage();
            page.navigate(root + "village/2-res-300/40");
            String text = "It fires on <b>berries</b> " + scripts;
            page.getByLabel("What have you noticed?").fill(text);
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Say it"))
                    .click();
            assertThat(page.locator("#remarks .comments")).containsText(text);
            page.navigate(root + "account");
            page.locator("#comments")
                    .getByRole(
                            AriaRole.BUTTON, new com.microsoft.playwright.Locator.GetByRoleOptions().setName("Delete"))
                    .click();
            assertThat(page.locator("#remarks")).not().containsText(text);
        }
    }

    @Test
    void theBookmarkButtonShowsWhetherThereIsOne() {
        try (BrowserContext context = browser.running().newContext()) {
            Page page = context.newPage();
            for (boolean there : new boolean[] {false, true, false}) {
                page.navigate(root + "village/2-res-300/41");
                Locator button = page.locator("[data-bookmark] button");
                button.scrollIntoViewIfNeeded();
                assertThat(button).hasText(there ? "★ Bookmarked" : "☆ Bookmark");
                button.click();
                assertThat(button).hasText(there ? "☆ Bookmark" : "★ Bookmarked");
                assertThat(page).hasURL(root + "village/2-res-300/41");
            }
        }
    }

    @Test
    void aFeatureIsSharedAndTheBuilderFollows() {
        try (BrowserContext context = browser.running().newContext()) {
            Page page = context.newPage();
            List<String> complaints = new ArrayList<>();
            page.onConsoleMessage(message -> complaints.add(message.text()));
            page.navigate(root + "village/2-res-300/7");
            page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Share or embed"))
                    .click();
            FrameLocator preview = page.frameLocator("iframe.preview");
            assertThat(preview.locator("#examples")).isVisible();
            page.getByLabel("Examples").uncheck();
            assertThat(preview.locator("#examples")).hasCount(0);
            assertThat(page.getByLabel("Paste this into your page"))
                    .hasValue(java.util.regex.Pattern.compile(".*embedactivations=false.*"));
            assertThat(page.locator(".sharecard img")).hasJSProperty("naturalWidth", 1200);
            assertThat(complaints).isEmpty();
        }
    }

    @Test
    void aPageOfAnotherSiteShowsTheEmbedButNotThePage() throws IOException {
        HttpServer foreign = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        String site = root.replace("127.0.0.1", "localhost");
        String html =
                "<!doctype html><title>Another site</title><iframe id='embed' width='600' height='600' src='" + site
                        + "village/2-res-300/7?embed=true'></iframe><iframe id='page' src='" + site
                        + "village/2-res-300/7'></iframe>";
        foreign.createContext("/", exchange -> {
            byte[] body = html.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        foreign.start();
        try (BrowserContext context = browser.running().newContext()) {
            Page page = context.newPage();
            page.navigate("http://127.0.0.1:" + foreign.getAddress().getPort() + "/");
            assertThat(page.frameLocator("#embed").locator("#examples")).isVisible();
            assertThat(page.frameLocator("#page").locator("#examples")).hasCount(0);
            Page opened = context.waitForPage(() -> page.frameLocator("#embed")
                    .getByRole(AriaRole.LINK, new FrameLocator.GetByRoleOptions().setName("Open in Fragaria"))
                    .click());
            assertThat(opened).hasURL(site + "village/2-res-300/7");
        } finally {
            foreign.stop(0);
        }
    }
}
