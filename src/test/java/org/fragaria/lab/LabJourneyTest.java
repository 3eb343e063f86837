package org.fragaria.lab;

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

/** The way through the lab, from a feature's page to a saved run: with scripts, without them, and on a phone. */
@QuarkusTest
@QuarkusTestResource(VillageData.class)
@Tag("browser")
class LabJourneyTest {

    private static Browser browser;

    @TestHTTPResource("/")
    String root;

    @BeforeAll
    static void start() {
        browser = new Browser();
        PlaywrightAssertions.setDefaultAssertionTimeout(30_000);
    }

    @AfterAll
    static void stop() {
        browser.close();
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static Locator changes(Page page) {
        return page.locator("[data-change]");
    }

    private static void openFromTheFeature(Page page, String root) {
        page.navigate(root + VillageData.LIVE + "/5");
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("With others, in the steering lab"))
                .click();
        assertThat(page).hasURL(Pattern.compile("/tiny/steer\\?"));
        assertThat(changes(page)).hasCount(1);
        page.getByLabel("Prompt").fill("Once upon a time");
        page.getByLabel("Tokens", new Page.GetByLabelOptions().setExact(true))
                .first()
                .fill("8");
    }

    private static void saveAndRunAgain(Page page) {
        button(page, "Save and share").click();
        assertThat(page).hasURL(Pattern.compile("/steer/[0-9a-f]{12}$"));
        assertThat(page.locator("h1")).hasText("A steered run");
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Run again"))
                .click();
        assertThat(page.getByText("✓ identical")).isVisible();
    }

    @Test
    void scriptsRunWithoutLeavingThePage() {
        List<String> complaints = new ArrayList<>();
        try (BrowserContext context = browser.running().newContext()) {
            Page page = context.newPage();
            page.onPageError(complaints::add);
            openFromTheFeature(page, root);
            Locator add = page.getByLabel("Add a feature");
            add.fill("1-random-48/7");
            assertThat(page.getByRole(AriaRole.OPTION)).not().hasCount(0);
            add.press("Enter");
            assertThat(changes(page)).hasCount(2);
            Locator strength =
                    page.getByLabel("Strength of 1-random-48/7", new Page.GetByLabelOptions().setExact(true));
            assertThat(strength).hasValue("1");
            page.getByLabel("Slide the strength of 1-random-48/7").press("ArrowRight");
            assertThat(strength).hasValue("1.1");
            button(page, "Run both").click();
            assertThat(page.getByRole(AriaRole.STATUS)).containsText("Done in");
            assertThat(page).hasURL(Pattern.compile("change=1-random-48%2F7\\+add\\+1\\.1\\+max"));
            assertThat(page.locator("[data-text='0'] .pt")).hasCount(8);
            assertThat(page.locator("[data-kl] li")).hasCount(8);
            page.locator("[data-text='0'] .pt").nth(1).click();
            assertThat(page.locator("[data-place-title]")).hasText("The second token");
            page.locator("[data-text='0']").press("ArrowRight");
            assertThat(page.locator("[data-place-title]")).hasText("The third token");
            assertThat(page.locator("[data-place] tr")).hasCount(10);
            page.locator("#moved").scrollIntoViewIfNeeded();
            assertThat(page.locator("#moved h3")).hasText("1-random-48");
            button(page, "Remove 1-random-48/7").click();
            assertThat(changes(page)).hasCount(1);
            saveAndRunAgain(page);
            page.locator("[data-text='1'] .pt").nth(1).click();
            assertThat(page.locator("[data-place-title]")).hasText("The second token");
        }
        org.assertj.core.api.Assertions.assertThat(complaints).isEmpty();
    }

    @Test
    void stopEndsARun() {
        try (BrowserContext context = browser.running().newContext()) {
            Page page = context.newPage();
            page.navigate(root + "tiny/steer");
            page.getByLabel("Prompt").fill("Once upon a time");
            page.route("**/steer/events*", route -> {
                // never answered: the run stays open until it is stopped
            });
            button(page, "Run both").click();
            button(page, "Stop").click();
            assertThat(page.getByRole(AriaRole.STATUS)).hasText("Stopped.");
            assertThat(button(page, "Run both")).isEnabled();
        }
    }

    @Test
    void formsAloneDoTheSame() {
        try (BrowserContext context =
                browser.running().newContext(new NewContextOptions().setJavaScriptEnabled(false))) {
            Page page = context.newPage();
            openFromTheFeature(page, root);
            page.getByLabel("Add a feature").fill("1-random-48/7");
            button(page, "Find").click();
            assertThat(changes(page)).hasCount(2);
            button(page, "Run both").click();
            assertThat(page.locator("[data-text='1'] .pt")).hasCount(8);
            button(page, "Remove 1-random-48/7").click();
            assertThat(changes(page)).hasCount(1);
            saveAndRunAgain(page);
        }
    }

    @Test
    void nothingStandsOutOfAPhone() {
        try (BrowserContext context = browser.running().newContext(new NewContextOptions().setViewportSize(390, 844))) {
            Page page = context.newPage();
            for (String path : List.of(
                    "tiny/steer?prompt=Once+upon+a+time&change=1-random-48/5+add+2&tokens=60",
                    "tiny/steer",
                    "tiny/steer/runs")) {
                page.navigate(root + path);
                int over = (int)
                        page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
                org.assertj.core.api.Assertions.assertThat(over).as(path).isLessThanOrEqualTo(0);
            }
        }
    }
}
