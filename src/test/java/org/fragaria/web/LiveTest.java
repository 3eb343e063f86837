package org.fragaria.web;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.fragaria.testsupport.Browser;
import org.fragaria.testsupport.VillageData;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

/** What scripts add to the pages, in a browser; found by role and label, as a person would. */
@QuarkusTest
@QuarkusTestResource(VillageData.class)
@Tag("browser")
class LiveTest {

    private static final String FEATURE = VillageData.LIVE + "/5";

    private static Browser browser;

    @TestHTTPResource("/")
    String root;

    private BrowserContext context;
    private Page page;
    private final List<String> complaints = new ArrayList<>();

    @BeforeAll
    static void start() {
        browser = new Browser();
        PlaywrightAssertions.setDefaultAssertionTimeout(20_000);
    }

    @AfterAll
    static void stop() {
        browser.close();
    }

    @BeforeEach
    void open() {
        context = browser.running().newContext();
        page = context.newPage();
        page.onPageError(complaints::add);
    }

    @AfterEach
    void close() {
        context.close();
        org.assertj.core.api.Assertions.assertThat(complaints).isEmpty();
    }

    private Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static Locator prompt(Page page) {
        return page.getByLabel("Prompt", new Page.GetByLabelOptions().setExact(true));
    }

    private Locator link(String name) {
        return page.getByRole(
                AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    @Test
    void layoutChangesInPlaceAndBackUndoesIt() {
        page.navigate(root + FEATURE);
        page.evaluate("window.stayed = true");
        link("Full").click();
        assertThat(page).hasURL(Pattern.compile(".*show=full.*"));
        assertThat(page.locator(".place").first()).isVisible();
        page.goBack();
        assertThat(page.locator(".kwic").first()).isVisible();
        org.assertj.core.api.Assertions.assertThat(page.evaluate("window.stayed"))
                .isEqualTo(true);
    }

    @Test
    void textIsTestedInPlace() {
        page.navigate(root + FEATURE);
        page.getByLabel("Text to test").fill("Once upon a time");
        button("Test").click();
        assertThat(page.locator("#test .strip")).containsText("Once");
        assertThat(page).hasURL(Pattern.compile(".*text=Once.*"));
    }

    @Test
    void textThatIsTooLongSaysSo() {
        page.navigate(root + FEATURE);
        page.getByLabel("Text to test").fill("word ".repeat(300));
        button("Test").click();
        assertThat(page.locator("#test [data-result] .wrong")).containsText("at most 96");
    }

    @Test
    void steeredTextStreamsBesideTheDefault() {
        page.navigate(root + FEATURE);
        prompt(page).fill("Once upon a time");
        page.getByLabel("Tokens", new Page.GetByLabelOptions().setExact(true)).fill("12");
        button("Run").click();
        assertThat(page.locator("[data-status]")).containsText("12 tokens");
        assertThat(page.locator("[data-out='0'] .t")).hasCount(12);
        assertThat(page.locator("[data-out='1'] .t")).hasCount(12);
        String streamed = page.locator("[data-out='1']").textContent();
        link("Link to this run").click();
        assertThat(page).hasURL(Pattern.compile(".*/steer\\?prompt=Once.*"));
        assertThat(page.locator("[data-out='1']")).hasText(streamed);
    }

    @Test
    void stopEndsARun() {
        page.navigate(root + FEATURE);
        prompt(page).fill("Once upon a time");
        page.route("**/steer/events*", route -> {
            // never answered: the run stays open until it is stopped
        });
        button("Run").click();
        button("Stop").click();
        assertThat(page.locator("[data-status]")).hasText("Stopped.");
        assertThat(button("Run")).isEnabled();
    }

    @Test
    void strengthIsSaidInWords() {
        page.navigate(root + FEATURE);
        page.getByLabel("Strength").fill("-2");
        assertThat(page.locator("[data-strength]")).containsText("−2 × max");
        page.getByText("Ablate", new Page.GetByTextOptions().setExact(true)).click();
        assertThat(page.locator("[data-strength]")).hasText("switched off");
    }

    @Test
    void keysTurnPagesAndFindFields() {
        page.navigate(root + FEATURE);
        page.keyboard().press("ArrowRight");
        assertThat(page).hasURL(Pattern.compile(".*/6$"));
        page.waitForLoadState();
        page.keyboard().press("t");
        assertThat(page.getByLabel("Text to test")).isFocused();
        page.keyboard().press("ArrowRight");
        assertThat(page).hasURL(Pattern.compile(".*/6$"));
    }

    @Test
    void tokenSaysItsValueAndId() {
        page.navigate(root + FEATURE + "?show=full");
        page.locator("mark.t").first().hover();
        assertThat(page.locator(".card")).containsText("token ");
    }

    @Test
    void themeIsRemembered() {
        page.navigate(root);
        button("Change between light and dark").click();
        page.reload();
        assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
    }

    @Test
    void everythingCanBeReadWithoutScripts() {
        try (BrowserContext plain = browser.running()
                .newContext(new com.microsoft.playwright.Browser.NewContextOptions().setJavaScriptEnabled(false))) {
            Page still = plain.newPage();
            still.navigate(root + FEATURE);
            prompt(still).fill("Once upon a time");
            still.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Run"))
                    .click();
            assertThat(still.locator("[data-out='1'] .t").first()).isVisible();
            still.goBack();
            still.getByLabel("Text to test").fill("Once upon a time");
            still.getByRole(
                            AriaRole.BUTTON,
                            new Page.GetByRoleOptions().setName("Test").setExact(true))
                    .click();
            assertThat(still.locator("#test .strip")).containsText("Once");
        }
    }
}
