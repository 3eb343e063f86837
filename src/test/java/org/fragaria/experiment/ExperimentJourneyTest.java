package org.fragaria.experiment;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
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

/** An experiment and a demo, made and read by a person: with scripts, and without. */
@QuarkusTest
@QuarkusTestResource(VillageData.class)
@Tag("browser")
class ExperimentJourneyTest {

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

    private static void press(Page page, String name) {
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name))
                .click();
    }

    private void dose(Page page) {
        page.navigate(root + "tiny/steer/dose");
        page.locator("#dose-prompt").fill("Once upon a time");
        page.getByLabel("Feature: source/number").fill("1-random-48/5");
        page.getByLabel("Word, phrase").fill("the");
        page.locator("input[name=strengths]").fill("0 1 2");
        page.locator("input[name=seeds]").fill("2");
        page.locator("input[name=tokens]").fill("6");
        press(page, "Run the grid");
        assertThat(page.getByText("Usable range")).isVisible();
        assertThat(page.getByText("data as CSV")).isVisible();
    }

    @Test
    void aGridIsRunAndItsAddressShowsItAgain() {
        try (BrowserContext context = browser.running().newContext()) {
            Page page = context.newPage();
            dose(page);
            assertThat(page).hasURL(java.util.regex.Pattern.compile(".*strengths=0.*"));
            page.reload();
            assertThat(page.getByText("Usable range")).isVisible();
        }
    }

    @Test
    void theSameWithoutScripts() {
        try (BrowserContext context =
                browser.running().newContext(new NewContextOptions().setJavaScriptEnabled(false))) {
            dose(context.newPage());
        }
    }

    @Test
    void aTokenIsChosenAndItsFeaturesAreRanked() {
        try (BrowserContext context = browser.running().newContext()) {
            Page page = context.newPage();
            page.navigate(root + "tiny/steer/effect?text=Once+upon+a+time&feature=1-random-48/5");
            page.locator(".losses a").nth(1).click();
            assertThat(page.getByText("What matters for")).isVisible();
        }
    }

    @Test
    void aDemoIsMadeRunAndDeleted() {
        try (BrowserContext context = browser.running().newContext()) {
            Page page = context.newPage();
            page.navigate(root + "demos");
            page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Make a demo"))
                    .click();
            page.getByLabel("Name in the address").fill("a-journey");
            page.getByLabel("Title").fill("A journey");
            page.getByLabel("Model").fill("tiny");
            page.getByLabel("The run as JSON")
                    .fill("{\"prompt\": \"Once\", \"tokens\": 5, \"interventions\": [{\"source\": \"1-random-48\","
                            + " \"feature\": 5}]}");
            press(page, "Make the demo");
            page.waitForURL("**/demo/a-journey");
            press(page, "Run both");
            assertThat(page.getByText("Link to this run")).isVisible();
            page.getByText("Link to this run").click();
            assertThat(page.locator("[data-out='1'] .t").first()).isVisible();
            press(page, "Delete it");
            page.waitForURL("**/demos");
        }
    }
}
