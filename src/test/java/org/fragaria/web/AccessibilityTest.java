package org.fragaria.web;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.fragaria.testsupport.Addresses;
import org.fragaria.testsupport.Browser;
import org.fragaria.testsupport.VillageData;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every page in a browser under axe-core: no violation of WCAG 2.2, levels A and AA, in either theme. A page is loaded in
 * the dark ({@link LooksTest} loads it in the light) and looked at whole; then the light is turned on, where only the rules
 * of colours can say something else of the same elements.
 */
@QuarkusTest
@QuarkusTestResource(VillageData.class)
@Tag("browser")
class AccessibilityTest {

    /** The size of targets is in WCAG 2.2 but off in axe unless it is asked for. */
    private static final String RUN = """
            async (rules) => {
              const found = await axe.run(document, { runOnly: rules, rules: { "target-size": { enabled: true } } });
              return found.violations.flatMap((rule) => rule.nodes.map((node) =>
                `${rule.id}: ${node.target.join(" ")}: ${node.failureSummary.replace(/\\s+/g, " ")}`));
            }
            """;

    private static final List<String> ALL =
            List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice");

    /** Those of axe's rules whose subject is colour, on the level AA and below. */
    private static final List<String> OF_COLOURS = List.of("color-contrast", "link-in-text-block");

    private static Browser browser;
    private static String axe;

    @TestHTTPResource("/")
    String root;

    @BeforeAll
    static void start() throws IOException {
        browser = new Browser();
        try (InputStream source = AccessibilityTest.class.getResourceAsStream("/axe.min.js")) {
            axe = new String(source.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @AfterAll
    static void stop() {
        browser.close();
    }

    static List<String> addresses() {
        return Addresses.all();
    }

    @Test
    void whatIsWrongIsFound() {
        try (BrowserContext context = browser.running().newContext()) {
            Page page = context.newPage();
            page.setContent("<!doctype html><html lang='en'><title>x</title><main><h1>x</h1><input></main></html>");
            page.evaluate(axe);
            assertThat(String.valueOf(page.evaluate(RUN, ALL))).contains("label: input");
            page.setContent("<!doctype html><p style='color: #aaa; background: #fff'>pale</p>");
            page.evaluate(axe);
            assertThat(String.valueOf(page.evaluate(RUN, OF_COLOURS))).contains("color-contrast: p");
        }
    }

    @ParameterizedTest
    @MethodSource("addresses")
    void pageHasNoViolation(String path) {
        try (BrowserContext context =
                browser.running().newContext(new NewContextOptions().setColorScheme(ColorScheme.DARK))) {
            Page page = context.newPage();
            List<String> errors = new ArrayList<>();
            page.onPageError(errors::add);
            page.navigate(root + path);
            page.evaluate(axe);
            assertThat((List<?>) page.evaluate(RUN, ALL)).as("%s, dark", path).isEmpty();
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
            assertThat((List<?>) page.evaluate(RUN, OF_COLOURS))
                    .as("%s, light", path)
                    .isEmpty();
            assertThat(errors).isEmpty();
        }
    }
}
