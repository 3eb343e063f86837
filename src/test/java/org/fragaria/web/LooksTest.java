package org.fragaria.web;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.fragaria.testsupport.Addresses;
import org.fragaria.testsupport.Browser;
import org.fragaria.testsupport.VillageData;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every page in a browser: nothing in the console (so nothing that the content security policy blocked), no sideways
 * scroll from 360 to 1600 pixels, light and dark. With {@code -Dfragaria.pictures=true} it leaves pictures of all of them in
 * {@code target/pages}, which takes most of its time and checks nothing.
 */
@QuarkusTest
@QuarkusTestResource(VillageData.class)
@Tag("browser")
class LooksTest {

    private static final Path PICTURES = Path.of("target", "pages");

    private static final boolean PHOTOGRAPHED = Boolean.getBoolean("fragaria.pictures");

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

    static List<String> addresses() {
        return Addresses.all();
    }

    @ParameterizedTest
    @MethodSource("addresses")
    void pageFitsEveryWidthInBothThemes(String path) {
        List<String> complaints = new ArrayList<>();
        try (BrowserContext context = browser.running().newContext()) {
            Page page = context.newPage();
            page.onConsoleMessage(message -> {
                // a map painted without a GPU is slow to photograph, and the driver says so
                if (!message.text().contains("status of 4") && !message.text().contains("GL Driver Message")) {
                    complaints.add(message.text());
                }
            });
            page.onPageError(complaints::add);
            page.navigate(root + path);
            for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
                page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
                look(page, path, scheme, complaints);
            }
        }
        assertThat(complaints).isEmpty();
    }

    private static void look(Page page, String path, ColorScheme scheme, List<String> complaints) {
        for (int width : new int[] {360, 390, 720, 1080, 1440, 1600}) {
            page.setViewportSize(width, 900);
            int scroll = (int) page.evaluate("document.documentElement.scrollWidth");
            if (scroll > width) {
                complaints.add(scheme + ", " + width + " px: the page is " + scroll + " px wide");
            }
            if (PHOTOGRAPHED && (width == 390 || width == 1440)) {
                picture(page, path, width, scheme);
            }
        }
    }

    private static void picture(Page page, String path, int width, ColorScheme scheme) {
        String name = (path.isEmpty() ? "home" : path.replaceAll("[^A-Za-z0-9]+", "-")) + "-" + width + "-"
                + scheme.name().toLowerCase(java.util.Locale.ROOT) + ".png";
        page.screenshot(
                new Page.ScreenshotOptions().setPath(PICTURES.resolve(name)).setFullPage(true));
    }
}
