package org.fragaria.catalog;

import java.util.List;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.fragaria.testsupport.Browser;
import org.fragaria.testsupport.DrawnMap;
import org.fragaria.testsupport.VillageData;

/**
 * How long a frame of the map takes with 100,000 points: printed, not judged, and not part of the suite, as it depends on
 * what else the machine does. Run it by {@code mvn test -Dtest=MapFrames}. The two ways of painting take turns, so that
 * their figures can be compared.
 */
@QuarkusTest
@QuarkusTestResource(VillageData.class)
@Tag("browser")
class MapFrames {

    /** Lets a browser whose WebGL is software pretend that it has a graphics processor. */
    static final String GRAPHICS = """
            const get = HTMLCanvasElement.prototype.getContext;
            HTMLCanvasElement.prototype.getContext = function (kind, asked) {
              return get.call(this, kind, { ...asked, failIfMajorPerformanceCaveat: false });
            };
            const parameter = WebGL2RenderingContext.prototype.getParameter;
            WebGL2RenderingContext.prototype.getParameter = function (name) {
              return name === this.RENDERER || name === 0x9246 ? "Graphics" : parameter.call(this, name);
            };
            """;

    private static final int POINTS = 100_000;
    private static final int FRAMES = 240;

    /** Milliseconds between frames while in every frame the map is left alone, moved, zoomed or pointed at. */
    private static final String MEASURE = """
            async ([what, count]) => {
              const canvas = document.querySelector(".atlas canvas");
              const box = canvas.getBoundingClientRect();
              canvas.setPointerCapture = () => {};
              const at = (i) => ({ pointerId: 1, pointerType: "mouse", bubbles: true, cancelable: true,
                clientX: box.left + box.width * (0.5 + 0.3 * Math.sin(i / 20)),
                clientY: box.top + box.height * (0.5 + 0.3 * Math.cos(i / 20)) });
              const pointer = (kind, i) => canvas.dispatchEvent(new PointerEvent(kind, at(i)));
              const acts = {
                rest: () => {},
                pan: (i) => pointer("pointermove", i),
                hover: (i) => pointer("pointermove", i),
                zoom: (i) => canvas.dispatchEvent(new WheelEvent("wheel", { ...at(0), deltaY: i % 120 < 60 ? -40 : 40 })),
              };
              if (what === "pan") pointer("pointerdown", 0);
              const times = [];
              let last = await new Promise(requestAnimationFrame);
              for (let i = 0; i < count; i++) {
                acts[what](i);
                const now = await new Promise(requestAnimationFrame);
                times.push(now - last);
                last = now;
              }
              if (what === "pan") pointer("pointercancel", 0);
              return times;
            }
            """;

    @TestHTTPResource("/")
    String root;

    @ParameterizedTest
    @CsvSource({"pixels, 1", "webgl, 1", "pixels, 1", "webgl, 1", "pixels, 2", "webgl, 2"})
    void framesOfAHundredThousandPoints(String painter, double density) {
        DrawnMap.await("/village/2-res-300");
        try (Browser browser = new Browser();
                BrowserContext context = browser.running()
                        .newContext(new NewContextOptions()
                                .setViewportSize(1440, 900)
                                .setDeviceScaleFactor(density))) {
            Page page = context.newPage();
            if (painter.equals("webgl")) {
                page.addInitScript(GRAPHICS);
            }
            ManyPoints.serve(page, POINTS);
            page.navigate(root + "village/2-res-300?map=1&density=all");
            page.getByRole(AriaRole.APPLICATION).scrollIntoViewIfNeeded();
            for (String what : List.of("rest", "pan", "zoom", "hover")) {
                print(painter, density, what, (List<?>) page.evaluate(MEASURE, List.of(what, FRAMES)));
            }
        }
    }

    private static void print(String painter, double density, String what, List<?> times) {
        System.out.printf(
                "map of %,d points by %s, %.0f pixels a CSS pixel, %s: %.1f ms a frame in the middle, %.1f in 19 of 20, %.1f at most%n",
                POINTS, painter, density, what, quantile(times, 0.5), quantile(times, 0.95), quantile(times, 1));
    }

    private static double quantile(List<?> times, double share) {
        double[] sorted = times.stream()
                .mapToDouble(time -> ((Number) time).doubleValue())
                .sorted()
                .toArray();
        return sorted[(int) (share * (sorted.length - 1))];
    }
}
