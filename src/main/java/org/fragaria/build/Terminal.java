package org.fragaria.build;

import java.io.PrintStream;
import java.time.Duration;

/**
 * Where a long command says how far it is: one line that is rewritten on a terminal; in a log, a line every few seconds.
 * Not for several threads.
 */
public final class Terminal {

    private static final Duration REWRITE = Duration.ofMillis(200);
    private static final Duration LOG = Duration.ofSeconds(10);

    private final PrintStream out;
    private final boolean live = System.console() != null;
    private long shownNanos = System.nanoTime() - LOG.toNanos();
    private int width;

    /** Writes to a stream. */
    public Terminal(PrintStream out) {
        this.out = out;
    }

    /** Shows a state that the next one replaces; most calls show nothing, so calling often is cheap. */
    public void progress(String state) {
        long now = System.nanoTime();
        if (now - shownNanos < (live ? REWRITE : LOG).toNanos()) {
            return;
        }
        shownNanos = now;
        if (live) {
            out.print("\r" + state + " ".repeat(Math.max(0, width - state.length())));
            width = state.length();
        } else {
            out.println(state);
        }
    }

    /** Shows a line that stays. */
    public void line(String text) {
        if (width > 0) {
            out.print("\r" + " ".repeat(width) + "\r");
            width = 0;
        }
        out.println(text);
    }

    /** {@code 1:02:03} or {@code 2:03}. */
    public static String duration(Duration time) {
        return time.toHours() > 0
                ? "%d:%02d:%02d".formatted(time.toHours(), time.toMinutesPart(), time.toSecondsPart())
                : "%d:%02d".formatted(time.toMinutes(), time.toSecondsPart());
    }
}
