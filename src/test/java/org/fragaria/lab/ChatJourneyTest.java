package org.fragaria.lab;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
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
import org.fragaria.testsupport.ChatData;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

/** A chat in the lab, from the first message to a saved run: with scripts, without them, and on a phone. */
@QuarkusTest
@QuarkusTestResource(value = ChatData.class, restrictToAnnotatedClass = true)
@Tag("browser")
class ChatJourneyTest {

    private static final String OPEN = "chatty/steer?change=0-random-48/5+add+3+max&tokens=6&edit=true";
    private static Browser browser;

    @TestHTTPResource("/")
    String root;

    @BeforeAll
    static void start() {
        browser = new Browser();
        PlaywrightAssertions.setDefaultAssertionTimeout(60_000);
    }

    @AfterAll
    static void stop() {
        browser.close();
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static Locator field(Page page, String label) {
        return page.getByLabel(label, new Page.GetByLabelOptions().setExact(true));
    }

    private static void say(Page page) {
        field(page, "Your message").fill("Hello");
        field(page, "The same wish as an instruction").fill("Speak of berries.");
        button(page, "Send").click();
        for (int side = 0; side < 3; side++) {
            assertThat(page.locator("[data-text='" + side + "'] .pt").first()).isVisible();
        }
        assertThat(page.locator("[data-turns] > li")).hasCount(1);
    }

    private static void sayMore(Page page) {
        field(page, "Your next message").fill("And now?");
        button(page, "Send").click();
        assertThat(page.locator("[data-turns] > li")).hasCount(3);
        assertThat(page.locator("[data-turns] [data-in='1']")).hasCount(1);
        assertThat(page.locator("[data-text='2'] .pt").first()).isVisible();
    }

    private static void save(Page page) {
        button(page, "Save and share").click();
        assertThat(page).hasURL(Pattern.compile("/steer/[0-9a-f]{12}$"));
        assertThat(page.locator("[data-turns] > li")).hasCount(3);
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Run again"))
                .click();
        assertThat(page.getByText("✓ identical")).isVisible();
    }

    @Test
    void everyChatGoesOnFromItsOwnAnswer() throws IOException {
        List<String> complaints = new ArrayList<>();
        try (BrowserContext context = browser.running().newContext()) {
            Page page = context.newPage();
            page.onPageError(complaints::add);
            page.navigate(root + OPEN);
            assertThat(field(page, "Your next message")).isHidden();
            say(page);
            assertThat(page.getByRole(AriaRole.STATUS)).containsText("Done in");
            sayMore(page);
            assertThat(page.getByRole(AriaRole.STATUS)).containsText("Done in");
            assertThat(page).hasURL(Pattern.compile("message=user%3A\\+And\\+now"));
            assertThat(field(page, "Your next message")).hasValue("");
            page.locator("[data-text='2'] .pt").first().click();
            assertThat(page.locator("[data-place] caption").nth(1)).hasText("Asked for in words");
            org.assertj.core.api.Assertions.assertThat(violations(page)).isEmpty();
            save(page);
            org.assertj.core.api.Assertions.assertThat(violations(page)).isEmpty();
        }
        org.assertj.core.api.Assertions.assertThat(complaints).isEmpty();
    }

    /** What axe-core finds against WCAG 2.2 AA. */
    private static List<?> violations(Page page) throws IOException {
        try (InputStream source = ChatJourneyTest.class.getResourceAsStream("/axe.min.js")) {
            page.evaluate(new String(source.readAllBytes(), StandardCharsets.UTF_8));
        }
        return (List<?>) page.evaluate("""
                async () => (await axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"] }))
                  .violations.map((one) => one.id + ": " + one.nodes.map((node) => node.target).join(" "))""");
    }

    @Test
    void formsAloneDoTheSameOnAPhone() {
        NewContextOptions phone =
                new NewContextOptions().setJavaScriptEnabled(false).setViewportSize(390, 844);
        try (BrowserContext context = browser.running().newContext(phone)) {
            Page page = context.newPage();
            page.navigate(root + OPEN);
            say(page);
            sayMore(page);
            save(page);
        }
    }

    @Test
    void nothingStandsOutOfAPhone() {
        try (BrowserContext context = browser.running().newContext(new NewContextOptions().setViewportSize(360, 800))) {
            Page page = context.newPage();
            page.navigate(root + "chatty/steer?message=user:+" + "W".repeat(120)
                    + "&message=assistant:+one&message=steered:+" + "M".repeat(120)
                    + "&message=user:+two&instruction=" + "W".repeat(80) + "&tokens=8");
            assertThat(page.locator("[data-text='2'] .pt").first()).isVisible();
            int over =
                    (int) page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
            org.assertj.core.api.Assertions.assertThat(over).isLessThanOrEqualTo(0);
        }
    }
}
