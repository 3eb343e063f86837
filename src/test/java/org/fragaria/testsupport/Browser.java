package org.fragaria.testsupport;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;

/**
 * The browser of the browser tests: the one that the system property {@code fragaria.browser} names ({@code download}
 * lets Playwright fetch its own), else the system's Chromium. A test that finds none fails and says how to get one.
 */
public final class Browser implements AutoCloseable {

    private static final Path SYSTEM = Path.of("/usr/bin/chromium");
    private static final List<String> ARGUMENTS = List.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    private final Playwright playwright;
    private final com.microsoft.playwright.Browser browser;

    /** Starts it. */
    public Browser() {
        String named = System.getProperty("fragaria.browser", SYSTEM.toString());
        boolean download = named.equals("download");
        if (!download && !Files.isExecutable(Path.of(named))) {
            throw new IllegalStateException("No browser at " + named + ": install Chromium, or run with"
                    + " -Dfragaria.browser=PATH or -Dfragaria.browser=download");
        }
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", download ? "" : "1")));
        BrowserType.LaunchOptions options = new BrowserType.LaunchOptions().setArgs(ARGUMENTS);
        browser = playwright.chromium().launch(download ? options : options.setExecutablePath(Path.of(named)));
    }

    /** The running browser. */
    public com.microsoft.playwright.Browser running() {
        return browser;
    }

    @Override
    public void close() {
        playwright.close();
    }
}
