package org.fragaria.web;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.google.gson.JsonObject;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.LoadState;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.fragaria.testsupport.Browser;
import org.fragaria.testsupport.VillageData;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a first visit costs, as the browser itself counts it: bytes over the wire, requests to strangers, movement of the
 * layout. Times are printed, not judged: they are the machine's.
 */
@QuarkusTest
@QuarkusTestResource(VillageData.class)
@Tag("browser")
class WeightTest {

    /** Bytes over the wire of a first visit: HTML, styles, scripts, icon, headers. */
    private static final long BUDGET = 150_000;

    /** Cumulative layout shift, a score without unit. */
    private static final double MOVEMENT = 0.05;

    private static final String VITALS = """
            () => new Promise((done) => {
              const seen = { shift: 0, paint: 0 };
              new PerformanceObserver((list) => list.getEntries().forEach((e) => (seen.shift += e.value)))
                .observe({ type: "layout-shift", buffered: true });
              new PerformanceObserver((list) => list.getEntries().forEach((e) => (seen.paint = e.startTime)))
                .observe({ type: "largest-contentful-paint", buffered: true });
              setTimeout(() => done([seen.shift, seen.paint]), 300);
            })
            """;

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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "village",
                "village/2-res-300",
                "village/2-res-300/7",
                "village/2-res-300/7?show=full",
                "search?q=strawberry"
            })
    void firstVisitIsLightAndStill(String path) {
        try (BrowserContext context = browser.running().newContext()) {
            Page page = context.newPage();
            Traffic traffic = new Traffic(context.newCDPSession(page));
            page.navigate(root + path);
            page.waitForLoadState(LoadState.NETWORKIDLE);
            List<?> vitals = (List<?>) page.evaluate(VITALS);
            double shift = ((Number) vitals.get(0)).doubleValue();
            System.out.printf(
                    "WEIGHT /%s: %,d bytes in %d requests; largest paint after %.0f ms, layout shift %.3f%n",
                    path, traffic.bytes(), traffic.addresses.size(), ((Number) vitals.get(1)).doubleValue(), shift);
            assertThat(traffic.bytes()).as("bytes of %s", path).isLessThanOrEqualTo(BUDGET);
            assertThat(traffic.addresses.values())
                    .as("who is asked")
                    .allMatch(address -> address.startsWith(root) || address.startsWith("data:"));
            assertThat(shift).as("layout shift of %s", path).isLessThanOrEqualTo(MOVEMENT);
        }
    }

    /** What goes over the wire, by the DevTools protocol. */
    private static final class Traffic {
        private final Map<String, String> addresses = new LinkedHashMap<>();
        private final List<Long> lengths = new ArrayList<>();

        Traffic(CDPSession session) {
            session.on(
                    "Network.requestWillBeSent",
                    event -> addresses.put(
                            event.get("requestId").getAsString(), address(event.getAsJsonObject("request"))));
            session.on(
                    "Network.loadingFinished",
                    event -> lengths.add(event.get("encodedDataLength").getAsLong()));
            session.send("Network.enable");
        }

        private static String address(JsonObject request) {
            return URI.create(request.get("url").getAsString()).toString();
        }

        long bytes() {
            return lengths.stream().mapToLong(Long::longValue).sum();
        }
    }
}
