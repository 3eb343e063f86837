package org.fragaria.feature;

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

/** Examples, test box, selector and keys of the feature page in a browser. */
@QuarkusTest
@QuarkusTestResource(VillageData.class)
@Tag("browser")
class ExamplesInBrowserTest {

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
        page.navigate(root + VillageData.LIVE + "/5");
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

    private Locator field() {
        return page.getByLabel("Text to test").first();
    }

    @Test
    void arrowsWalkThroughRowsAndTokens() {
        Locator rows = page.locator(".kwic");
        assertThat(page.locator(".kwic[tabindex='0']")).hasCount(1);
        rows.first().focus();
        page.keyboard().press("ArrowDown");
        assertThat(rows.nth(1)).isFocused();
        assertThat(page.locator(".kwic[tabindex='0']")).hasCount(1);
        page.keyboard().press("ArrowRight");
        assertThat(page.locator(".card")).containsText("token ");
        assertThat(rows.nth(1).locator(".at")).hasCount(1);
        assertThat(page).hasURL(Pattern.compile(".*/5$"));
    }

    @Test
    void rowOpensATableOfAllItsTokens() {
        page.locator(".kwic").nth(2).focus();
        page.keyboard().press("Enter");
        Locator table =
                page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("All tokens of this place"));
        assertThat(table.locator("tr.peak")).hasCount(1);
        String peak = page.locator(".kwic").nth(2).locator("data").getAttribute("value");
        String shown = table.locator("tr.peak td").nth(2).textContent();
        org.assertj.core.api.Assertions.assertThat(Double.parseDouble(shown))
                .isCloseTo(Double.parseDouble(peak), org.assertj.core.data.Offset.offset(0.001));
        page.keyboard().press("Enter");
        assertThat(table).hasCount(0);
    }

    @Test
    void exampleIsCopiedIntoTheTestField() {
        page.locator(".kwic").first().hover();
        button("Test this").click();
        assertThat(field()).isFocused();
        assertThat(field()).not().hasValue("");
        assertThat(page.locator("[data-count]")).containsText("of 96 tokens");
    }

    @Test
    void tokensAreCountedWhileTyping() {
        field().fill("Once upon a time");
        assertThat(page.locator("[data-count]")).hasText(Pattern.compile("\\d+ of 96 tokens"));
        assertThat(page.locator("[data-cuts] span").first()).isVisible();
        field().fill("word ".repeat(200));
        assertThat(page.locator("[data-over]")).containsText("at most 96");
        field().fill("");
        assertThat(page.locator("[data-over]")).isHidden();
        assertThat(page.locator("[data-cuts]")).isHidden();
    }

    @Test
    void everyLineIsTestedByItself() {
        field().fill("Once upon a time\nthere was a fox");
        page.getByLabel("Every line is a text of its own").check();
        button("Test").click();
        assertThat(page.locator("#test .result")).containsText("of 2 texts");
        assertThat(page.locator("#test .kwics > li")).hasCount(2);
        assertThat(page).hasURL(Pattern.compile(".*lines=true.*"));
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("reset"))
                .click();
        assertThat(field()).hasValue("");
        assertThat(page.locator("#test .result")).isHidden();
    }

    @Test
    void helpListsTheKeysThatWorkHere() {
        page.keyboard().press("?");
        Locator help = page.getByRole(AriaRole.DIALOG);
        assertThat(help).containsText("a random feature");
        page.keyboard().press("t");
        assertThat(field()).not().isFocused();
        page.keyboard().press("Escape");
        assertThat(help).hasCount(0);
        page.keyboard().press("s");
        assertThat(page.getByLabel("Prompt", new Page.GetByLabelOptions().setExact(true)))
                .isFocused();
        page.keyboard().type("?rt");
        assertThat(help).hasCount(0);
    }

    @Test
    void keysLeadToARandomFeatureAndToSearch() {
        page.keyboard().press("/");
        assertThat(page.locator("#find")).isFocused();
        page.locator("body").click(new Locator.ClickOptions().setPosition(2, 400));
        page.keyboard().press("r");
        assertThat(page).hasURL(Pattern.compile(".*/tiny/1-random-48/\\d+$"));
    }

    @Test
    void selectorOffersAllSourcesAndGoes() {
        page.getByLabel("Source", new Page.GetByLabelOptions().setExact(true)).focus();
        assertThat(page.locator("#jump-sources option[value='village/2-res-300']"))
                .hasCount(1);
        page.getByLabel("Source", new Page.GetByLabelOptions().setExact(true)).fill("village/2-res-300");
        page.getByLabel(Pattern.compile("Feature, 0 to")).fill("7");
        button("Go").click();
        assertThat(page).hasURL(Pattern.compile(".*/village/2-res-300/7$"));
    }
}
