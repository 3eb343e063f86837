package org.fragaria.web;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import org.fragaria.testsupport.Addresses;
import org.fragaria.testsupport.Browser;
import org.fragaria.testsupport.VillageData;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every page in a browser, each loaded once: nothing in the console (so nothing that the content security policy blocked),
 * no sideways scroll from 360 to 1600 pixels, and under axe-core no violation of WCAG 2.2, levels A and AA, light and dark.
 * Axe looks at a page whole in the dark, and in the light by the rules of colours, which alone can say something else of
 * the same elements. Two browsers share the pages, because axe keeps one core busy.
 *
 * <p>With {@code -Dfragaria.pictures=true} it leaves pictures of all pages in {@code target/pages}, which checks nothing.
 */
@QuarkusTest
@QuarkusTestResource(VillageData.class)
@Tag("browser")
class EveryPageTest {

    private static final Path PICTURES = Path.of("target", "pages");

    private static final boolean PHOTOGRAPHED = Boolean.getBoolean("fragaria.pictures");

    private static final int BROWSERS = 2;

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

    private static final List<Browser> BROWSER_OF_THREAD = new ArrayList<>();

    private static ExecutorService threads;
    private static ThreadLocal<Browser> browser;
    private static String axe;

    @TestHTTPResource("/")
    String root;

    @BeforeAll
    static void start() throws IOException {
        threads = Executors.newFixedThreadPool(BROWSERS);
        browser = ThreadLocal.withInitial(EveryPageTest::another);
        try (InputStream source = EveryPageTest.class.getResourceAsStream("/axe.min.js")) {
            axe = new String(source.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Playwright's objects belong to the thread that made them. */
    private static Browser another() {
        Browser started = new Browser();
        synchronized (BROWSER_OF_THREAD) {
            BROWSER_OF_THREAD.add(started);
        }
        return started;
    }

    @AfterAll
    static void stop() {
        threads.shutdownNow();
        BROWSER_OF_THREAD.forEach(Browser::close);
        BROWSER_OF_THREAD.clear();
    }

    @Test
    void whatIsWrongIsFound() throws Exception {
        List<String> found = threads.submit(() -> {
                    try (BrowserContext context = browser.get().running().newContext()) {
                        Page page = context.newPage();
                        page.setContent("<!doctype html><html lang='en'><title>x</title><main><h1>x</h1><input></main>"
                                + "<p style='width: 2000px'>wide</p></html>");
                        page.evaluate(axe);
                        List<String> complaints = new ArrayList<>(violations(page, ALL, ColorScheme.LIGHT));
                        fits(page, complaints);
                        page.setContent("<!doctype html><p style='color: #aaa; background: #fff'>pale</p>");
                        page.evaluate(axe);
                        complaints.addAll(violations(page, OF_COLOURS, ColorScheme.LIGHT));
                        return complaints;
                    }
                })
                .get();
        assertThat(found)
                .anyMatch(one -> one.contains("label: input"))
                .anyMatch(one -> one.contains("color-contrast: p"))
                .anyMatch(one -> one.contains("1600 px: the page is 20"));
    }

    @TestFactory
    Stream<DynamicTest> pageIsSoundAndFitsAndHasNoViolation() {
        List<String> paths = Addresses.all();
        List<Future<List<String>>> looks =
                paths.stream().map(path -> threads.submit(() -> look(path))).toList();
        return Stream.iterate(0, i -> i < paths.size(), i -> i + 1)
                .map(i -> DynamicTest.dynamicTest(
                        "/" + paths.get(i),
                        () -> assertThat(looks.get(i).get()).as(paths.get(i)).isEmpty()));
    }

    private List<String> look(String path) {
        List<String> complaints = new ArrayList<>();
        try (BrowserContext context =
                browser.get().running().newContext(new NewContextOptions().setColorScheme(ColorScheme.DARK))) {
            Page page = context.newPage();
            page.onConsoleMessage(message -> {
                // a map painted without a GPU is slow to photograph, and the driver says so
                if (!message.text().contains("status of 4") && !message.text().contains("GL Driver Message")) {
                    complaints.add(message.text());
                }
            });
            page.onPageError(complaints::add);
            page.navigate(root + path);
            page.evaluate(axe);
            complaints.addAll(violations(page, ALL, ColorScheme.DARK));
            complaints.addAll(violations(page, OF_COLOURS, ColorScheme.LIGHT));
            fits(page, complaints);
            if (PHOTOGRAPHED) {
                photograph(page, path, ColorScheme.LIGHT);
                photograph(page, path, ColorScheme.DARK);
            }
        }
        return complaints;
    }

    private static List<String> violations(Page page, List<String> rules, ColorScheme scheme) {
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
        return ((List<?>) page.evaluate(RUN, rules))
                .stream().map(violation -> scheme + ": " + violation).toList();
    }

    /** Widths do not depend on the colours. */
    private static void fits(Page page, List<String> complaints) {
        for (int width : new int[] {360, 390, 720, 1080, 1440, 1600}) {
            page.setViewportSize(width, 900);
            int scroll = (int) page.evaluate("document.documentElement.scrollWidth");
            if (scroll > width) {
                complaints.add(width + " px: the page is " + scroll + " px wide");
            }
        }
    }

    private static void photograph(Page page, String path, ColorScheme scheme) {
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
        for (int width : new int[] {390, 1440}) {
            page.setViewportSize(width, 900);
            String name = (path.isEmpty() ? "home" : path.replaceAll("[^A-Za-z0-9]+", "-")) + "-" + width + "-"
                    + scheme.name().toLowerCase(Locale.ROOT) + ".png";
            page.screenshot(
                    new Page.ScreenshotOptions().setPath(PICTURES.resolve(name)).setFullPage(true));
        }
    }
}
