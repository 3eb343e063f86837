package org.fragaria.measure;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.fragaria.corpus.TokenWindows.Window;
import org.fragaria.measure.MeasuredFeature.Interval;

import static org.assertj.core.api.Assertions.assertThat;

class IntervalDrawsTest {

    private static final int WINDOWS = 60;
    private static final int SEEDS = 400;

    @TempDir
    Path folder = Path.of(".");

    @Test
    void everyWindowOfAnIntervalIsDrawnAboutEquallyOften() throws IOException {
        int[] drawn = new int[WINDOWS];
        try (TokenLog log = new TokenLog(folder.resolve("log"), 1)) {
            List<Window> windows = new ArrayList<>();
            for (int w = 0; w < WINDOWS; w++) {
                windows.add(new Window(w, new int[] {w}, new int[0]));
            }
            log.write(windows);
            for (int seed = 0; seed < SEEDS; seed++) {
                for (Interval interval : intervals(windows, seed, log)) {
                    assertThat(interval.examples()).hasSize(3);
                    interval.examples().forEach(e -> {
                        assertThat(e.peakActivation()).isGreaterThan(interval.from());
                        assertThat(e.peakActivation()).isLessThanOrEqualTo(interval.to());
                        drawn[(int) e.window()]++;
                    });
                }
            }
        }
        // 3 of 12 windows an interval: 100 of 400 expected; five standard deviations are 43
        assertThat(drawn).satisfies(counts -> {
            for (int count : counts) {
                assertThat(count).isBetween(57, 143);
            }
        });
    }

    /** Peaks 1, 2, … in an order that makes the scale grow several times. */
    private static List<Interval> intervals(List<Window> windows, int seed, TokenLog log) {
        IntervalDraws draws = new IntervalDraws(3, seed * 0x9E3779B9L);
        GrowingHistogram histogram = new GrowingHistogram();
        WindowEntries entries = new WindowEntries(1);
        for (Window window : windows) {
            float peak = window.number() + 1f;
            entries.in(new SparseWindow(
                    window, new boolean[] {true}, new int[1], 1, new int[1], new int[1], new float[] {peak}));
            entries.position[0] = 0;
            entries.value[0] = peak;
            entries.group(0, 1);
            draws.offer(entries);
            histogram.add(peak);
        }
        return draws.intervals(5, WINDOWS, histogram, log);
    }
}
