package org.fragaria.search;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.fragaria.testsupport.Browser;
import org.fragaria.testsupport.VillageData;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

/** From the front page to the strawberry, by the search box: by keyboard, and without scripts. */
@QuarkusTest
@TestProfile(SaidLabels.Profile.class)
@QuarkusTestResource(VillageData.class)
@Tag("browser")
class SearchJourneyTest {

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

    @Test
    void theStrawberryIsFoundByKeyboard() {
        try (BrowserContext context = browser.running().newContext()) {
            Page page = context.newPage();
            page.navigate(root);
            page.keyboard().press("/");
            assertThat(page.getByLabel("Find features")).isFocused();
            page.keyboard().type("strawb");
            assertThat(page.getByRole(AriaRole.LISTBOX)).isVisible();
            assertThat(page.getByRole(AriaRole.OPTION).first()).containsText("strawberry");
            page.keyboard().press("Escape");
            assertThat(page.getByRole(AriaRole.LISTBOX)).isHidden();
            page.keyboard().type("e");
            assertThat(page.getByRole(AriaRole.LISTBOX)).isVisible();
            page.keyboard().press("ArrowDown");
            assertThat(page.locator("[role=option][aria-selected=true]")).containsText("strawberry");
            page.keyboard().press("Enter");
            page.waitForURL("**/village/2-res-300/7");
        }
    }

    @Test
    void theStrawberryIsFoundWithoutScripts() {
        try (BrowserContext context =
                browser.running().newContext(new NewContextOptions().setJavaScriptEnabled(false))) {
            Page page = context.newPage();
            page.navigate(root);
            page.getByLabel("Find features").fill("strawberry");
            page.getByLabel("Find features").press("Enter");
            page.getByRole(
                            AriaRole.LINK,
                            new Page.GetByRoleOptions().setName("Fires on").setExact(true))
                    .click();
            assertThat(page.getByRole(AriaRole.ROW).nth(1)).containsText("strawberry");
            page.getByRole(AriaRole.ROW).nth(1).getByRole(AriaRole.LINK).first().click();
            assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
                    .isVisible();
        }
    }
}
