package org.fragaria.catalog;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import javax.imageio.ImageIO;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.BoundingBox;
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
import org.fragaria.testsupport.DrawnMap;
import org.fragaria.testsupport.VillageData;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/** Journeys over a source's page in a browser: sort and filter, draw a line on the map, by keys alone, without scripts. */
@QuarkusTest
@QuarkusTestResource(VillageData.class)
@Tag("browser")
class MapJourneyTest {

    private static final String MAP = "village/2-res-300?map=1&density=all";

    /** Milliseconds: machines that test are busy. */
    private static final int PATIENCE = 30_000;

    private static Browser browser;

    @TestHTTPResource("/")
    String root;

    private final List<String> complaints = new ArrayList<>();
    private BrowserContext context;
    private Page page;

    @BeforeAll
    static void start() {
        browser = new Browser();
        com.microsoft.playwright.assertions.PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE);
    }

    @AfterAll
    static void stop() {
        browser.close();
    }

    @BeforeEach
    void begin() {
        DrawnMap.await("/village/2-res-300");
        open(true);
    }

    private void open(boolean scripts) {
        context = browser.running()
                .newContext(new com.microsoft.playwright.Browser.NewContextOptions()
                        .setJavaScriptEnabled(scripts)
                        .setViewportSize(1440, 1000));
        page = context.newPage();
        page.setDefaultTimeout(2.0 * PATIENCE);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                complaints.add(message.text() + " " + message.location());
            }
        });
        page.onPageError(complaints::add);
    }

    @AfterEach
    void nothingWentWrong() {
        context.close();
        assertThat(complaints).isEmpty();
    }

    private Locator canvas() {
        return page.getByRole(AriaRole.APPLICATION);
    }

    private Locator rows() {
        return page.locator("#features tbody tr");
    }

    @Test
    void tableIsSortedAndFiltered() {
        page.navigate(root + "village/2-res-300");
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("max").setExact(true))
                .click();
        assertThat(page).hasURL(Pattern.compile("sort=max"));
        page.getByLabel("Fires on the token").fill("strawberry");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Show"))
                .click();
        assertThat(page).hasURL(Pattern.compile("sort=max.*token=strawberry|token=strawberry.*sort=max"));
        assertThat(rows().first()).containsText("strawberry");
        page.getByText("Finer filters").click();
        page.getByLabel("Maximum at least").fill("1e9");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Show"))
                .click();
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("any maximum"))
                .click();
        assertThat(rows().first()).containsText("strawberry");
    }

    @Test
    void lineOnTheMapBecomesAList() {
        page.navigate(root + MAP);
        assertThat(canvas()).isVisible();
        assertThat(page.locator(".atlas .about")).containsText("Drag to move");
        canvas().scrollIntoViewIfNeeded();
        BoundingBox box = canvas().boundingBox();
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Draw a line"))
                .click();
        page.mouse().move(box.x + 5, box.y + 60);
        page.mouse().down();
        for (double[] corner : new double[][] {{0.5, 0.12}, {0.5, 0.98}, {0.01, 0.98}, {0.01, 0.2}}) {
            page.mouse()
                    .move(
                            box.x + corner[0] * box.width,
                            box.y + corner[1] * box.height,
                            new com.microsoft.playwright.Mouse.MoveOptions().setSteps(12));
        }
        page.mouse().up();
        Locator list =
                page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(Pattern.compile("^Make a list")));
        assertThat(list).hasAttribute("href", Pattern.compile("^/quick-list\\?features=%5B%7B%22modelId%22"));
        assertThat(page).hasURL(Pattern.compile("lasso="));
        int shown = rows().count();
        page.reload();
        assertThat(list).isVisible();
        assertThat(rows()).hasCount(shown);
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("No line"))
                .click();
        assertThat(list).isHidden();
        assertThat(page).not().hasURL(Pattern.compile("lasso="));
    }

    @Test
    void keysAloneFindAFeature() {
        page.navigate(root + MAP);
        canvas().focus();
        page.keyboard().press("ArrowRight");
        assertThat(page.locator(".atlas .about")).containsText("Feature ");
        page.keyboard().press("ArrowDown");
        page.keyboard().press("+");
        assertThat(page).hasURL(Pattern.compile("zoom=1.5"));
        page.keyboard().press("Enter");
        assertThat(page).hasURL(Pattern.compile("/village/2-res-300/\\d+$"));
    }

    @Test
    void colourAndSearchAreInTheAddress() {
        page.navigate(root + MAP);
        assertThat(canvas()).isVisible();
        page.getByLabel("Colour by").selectOption("density");
        assertThat(page.locator("[data-map-key]")).containsText("seldom");
        page.getByLabel("Mark features").fill("straw");
        page.keyboard().press("Enter");
        assertThat(page.locator(".atlas .about")).containsText("features say “straw”");
        assertThat(page).hasURL(Pattern.compile("colour=density.*find=straw"));
    }

    @Test
    void twoFingersZoom() {
        page.navigate(root + MAP);
        canvas().scrollIntoViewIfNeeded();
        BoundingBox box = canvas().boundingBox();
        CDPSession touch = context.newCDPSession(page);
        fingers(touch, "touchStart", box, 30);
        for (int apart = 40; apart <= 120; apart += 10) {
            fingers(touch, "touchMove", box, apart);
        }
        touch.send("Input.dispatchTouchEvent", touches("touchEnd"));
        assertThat(page).hasURL(Pattern.compile("zoom=(3\\.[5-9]|4)"));
    }

    /** Two fingers left and right of the middle, each so many pixels from it. */
    private static void fingers(CDPSession touch, String what, BoundingBox box, int apart) {
        JsonObject event = touches(what);
        for (int finger = 0; finger < 2; finger++) {
            JsonObject point = new JsonObject();
            point.addProperty("id", finger);
            point.addProperty("x", box.x + box.width / 2 + (finger == 0 ? -apart : apart));
            point.addProperty("y", box.y + box.height / 2);
            event.getAsJsonArray("touchPoints").add(point);
        }
        touch.send("Input.dispatchTouchEvent", event);
    }

    private static JsonObject touches(String what) {
        JsonObject event = new JsonObject();
        event.addProperty("type", what);
        event.add("touchPoints", new JsonArray());
        return event;
    }

    /** Where a browser has no WebGL, as on machines that it does not trust, the points are painted one by one. */
    @Test
    void withoutWebglTheMapIsPaintedPlainly() {
        page.addInitScript("""
                const get = HTMLCanvasElement.prototype.getContext;
                HTMLCanvasElement.prototype.getContext = function (kind, ...more) {
                  return kind.startsWith("webgl") ? null : get.call(this, kind, ...more);
                };
                """);
        page.navigate(root + MAP);
        assertThat(canvas()).isVisible();
        canvas().focus();
        page.keyboard().press("ArrowRight");
        assertThat(page.locator(".atlas .about")).containsText("Feature ");
        page.waitForFunction("""
                () => {
                  const canvas = document.querySelector(".atlas canvas");
                  const plain = canvas.getContext("2d");
                  if (!plain) return false;
                  const pixels = new Uint32Array(plain.getImageData(0, 0, canvas.width, canvas.height).data.buffer);
                  return pixels.filter((pixel) => pixel !== pixels[0]).length > 283;
                }
                """);
        page.keyboard().press("+");
        assertThat(page).hasURL(Pattern.compile("zoom=1.5"));
    }

    @Test
    void withoutScriptsTheMapIsADrawing() {
        context.close();
        open(false);
        page.navigate(root + MAP + "&find=straw&lasso=-0.1,-0.1,0.5,-0.1,0.5,1.1,-0.1,1.1");
        assertThat(page.getByRole(AriaRole.GROUP, new Page.GetByRoleOptions().setName(Pattern.compile("283 features"))))
                .isVisible();
        assertThat(page.locator("svg.map .mf")).hasCount(1);
        assertThat(page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(Pattern.compile("^Make a list"))))
                .isVisible();
        page.getByLabel("Colour by").selectOption("max");
        page.locator("[data-map-form] button").click();
        assertThat(page).hasURL(Pattern.compile("colour=max"));
        assertThat(rows().first()).isVisible();
    }

    /** A made map of 100,000 points in place of the server's. How fast it moves is for {@link MapFrames} to say. */
    @Test
    void hundredThousandPointsMove() {
        ManyPoints.serve(page, 100_000);
        page.navigate(root + MAP);
        assertThat(canvas()).isVisible();
        canvas().scrollIntoViewIfNeeded();
        BoundingBox box = canvas().boundingBox();
        page.mouse().move(box.x + box.width / 2, box.y + box.height / 2);
        page.mouse().wheel(0, -400);
        assertThat(page).hasURL(Pattern.compile("zoom=1.8"));
        page.mouse().down();
        page.mouse()
                .move(
                        box.x + box.width / 3,
                        box.y + box.height / 3,
                        new com.microsoft.playwright.Mouse.MoveOptions().setSteps(5));
        page.mouse().up();
        assertThat(page).hasURL(Pattern.compile("x=0\\.[5-9].*&y=0\\.[5-9]"));
        canvas().focus();
        page.keyboard().press("ArrowRight");
        assertThat(page.locator(".atlas .about")).containsText("Feature ");
    }

    /** Whichever way points are painted, the map looks the same: discs at the same places in the same colours. */
    @Test
    void bothWaysOfPaintingLookTheSame() throws IOException {
        page.navigate(root + MAP);
        BufferedImage pixels = picture();
        context.close();
        open(true);
        page.addInitScript(MapFrames.GRAPHICS);
        page.navigate(root + MAP);
        BufferedImage webgl = picture();
        assertThat(page.evaluate("document.querySelector('.atlas canvas').getContext('2d') === null"))
                .isEqualTo(true);
        double apart = apart(pixels, webgl);
        System.out.printf("the map by pixels and by WebGL: %.3f of 255 apart in the mean%n", apart);
        assertThat(apart).isLessThan(1);
    }

    private BufferedImage picture() throws IOException {
        assertThat(page.locator(".atlas .about")).containsText("Drag to move");
        page.waitForFunction(
                "() => new Promise(r => requestAnimationFrame(() => requestAnimationFrame(() => r(true))))");
        return ImageIO.read(new ByteArrayInputStream(canvas().screenshot()));
    }

    /** Mean difference of two pictures, over pixels and the colours red, green and blue, 0..255. */
    private static double apart(BufferedImage one, BufferedImage other) {
        assertThat(one.getWidth()).isEqualTo(other.getWidth());
        assertThat(one.getHeight()).isEqualTo(other.getHeight());
        long sum = 0;
        for (int y = 0; y < one.getHeight(); y++) {
            for (int x = 0; x < one.getWidth(); x++) {
                for (int shift = 0; shift < 24; shift += 8) {
                    sum += Math.abs((one.getRGB(x, y) >> shift & 255) - (other.getRGB(x, y) >> shift & 255));
                }
            }
        }
        return sum / (3.0 * one.getWidth() * one.getHeight());
    }
}
