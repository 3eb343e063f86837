package org.fragaria.web;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.fragaria.testsupport.Browser;
import org.fragaria.testsupport.VillageData;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

/**
 * The whole way of a visitor, from the front page over the search for a strawberry to a test and a steered text: with
 * keys alone, and without scripts.
 */
@QuarkusTest
@QuarkusTestResource(VillageData.class)
@Tag("browser")
class JourneysTest {

    private static final int MOST_TABS = 150;
    private static final String LIVE_FEATURE = "1-random-48/5";

    private static Browser browser;

    @TestHTTPResource("/")
    String root;

    @BeforeAll
    static void start() {
        browser = new Browser();
        PlaywrightAssertions.setDefaultAssertionTimeout(20_000);
    }

    @AfterAll
    static void stop() {
        browser.close();
    }

    /** Presses Tab until an element has the focus, which must be visible. */
    private static void tabTo(Page page, Locator wanted) {
        for (int i = 0; i < MOST_TABS; i++) {
            page.keyboard().press("Tab");
            if ((boolean) wanted.evaluate("element => element === document.activeElement")) {
                boolean seen = (boolean) wanted.evaluate("""
                        element => [element, element.closest("label")].some(one =>
                          one && getComputedStyle(one).outlineStyle !== "none")
                        """);
                org.assertj.core.api.Assertions.assertThat(seen)
                        .as("focus of %s is visible", wanted)
                        .isTrue();
                return;
            }
        }
        throw new AssertionError("Tab does not lead to " + wanted);
    }

    private static void searchFor(Page page, String words) {
        page.keyboard().press("/");
        assertThat(page.locator("#find")).isFocused();
        page.keyboard().type(words);
        page.keyboard().press("Enter");
    }

    @Test
    void keysAloneLeadFromHomeToASteeredText() {
        List<String> complaints = new ArrayList<>();
        try (BrowserContext context = browser.running().newContext()) {
            Page page = context.newPage();
            page.onPageError(complaints::add);
            page.navigate(root);
            page.waitForLoadState();
            searchFor(page, "strawberry");
            Locator hit =
                    page.locator("main table a[href*='/village/2-res-300/']").first();
            hit.waitFor();
            tabTo(page, hit);
            page.keyboard().press("Enter");
            assertThat(page).hasURL(Pattern.compile(".*/village/2-res-300/\\d+"));
            assertThat(page.locator("mark.t").first()).containsText(Pattern.compile("\\S"));
            page.waitForLoadState();
            searchFor(page, LIVE_FEATURE);
            assertThat(page).hasURL(Pattern.compile(".*/tiny/1-random-48/5$"));
            page.waitForLoadState(); // keys work from then on
            testAndSteer(page);
        }
        org.assertj.core.api.Assertions.assertThat(complaints).isEmpty();
    }

    private static void testAndSteer(Page page) {
        page.keyboard().press("t");
        assertThat(page.locator("#tt0")).isFocused();
        page.keyboard().type("Once upon a time");
        tabTo(
                page,
                page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName("Test").setExact(true)));
        page.keyboard().press("Enter");
        assertThat(page.locator("#test .strip")).containsText("Once");
        page.keyboard().press("s");
        Locator prompt = page.getByLabel("Prompt", new Page.GetByLabelOptions().setExact(true));
        assertThat(prompt).isFocused();
        page.keyboard().press("Control+A");
        page.keyboard().type("Once upon a time");
        tabTo(page, page.getByLabel("Tokens", new Page.GetByLabelOptions().setExact(true)));
        page.keyboard().type("6");
        tabTo(
                page,
                page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName("Run").setExact(true)));
        page.keyboard().press("Enter");
        assertThat(page.locator("[data-out='1'] .t")).hasCount(6);
    }

    @Test
    void formsAloneLeadFromHomeToASteeredText() {
        try (BrowserContext plain = browser.running()
                .newContext(new NewContextOptions().setJavaScriptEnabled(false).setViewportSize(390, 844))) {
            Page page = plain.newPage();
            page.navigate(root);
            find(page, "strawberry");
            page.locator("main table a[href*='/village/2-res-300/']").first().click();
            assertThat(page.locator("mark.t").first()).isVisible();
            page.getByText("Full", new Page.GetByTextOptions().setExact(true)).click();
            assertThat(page.locator(".place").first()).isVisible();
            find(page, LIVE_FEATURE);
            page.getByLabel("Text to test").fill("Once upon a time\nthere was a fox");
            page.getByLabel("Every line is a text of its own").check();
            page.getByRole(
                            AriaRole.BUTTON,
                            new Page.GetByRoleOptions().setName("Test").setExact(true))
                    .click();
            assertThat(page.locator("#test .result")).containsText("of 2 texts");
            page.getByLabel("Prompt", new Page.GetByLabelOptions().setExact(true))
                    .fill("Once upon a time");
            page.getByRole(
                            AriaRole.BUTTON,
                            new Page.GetByRoleOptions().setName("Run").setExact(true))
                    .click();
            assertThat(page.locator("[data-out='1'] .t").first()).isVisible();
        }
    }

    private static void find(Page page, String words) {
        page.locator("#find").fill(words);
        page.locator("#find").press("Enter");
    }
}
