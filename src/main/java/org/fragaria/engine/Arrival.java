package org.fragaria.engine;

import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * A request that was taken in and whose prompts are being read. Its rows begin to write together, since rows that follow
 * others need them in the same step. Owned by the engine's thread.
 *
 * @param rows its rows
 * @param readings of each row what it needs to be read; empty where the prompt is one token, which needs none
 */
record Arrival(Generation generation, List<Row> rows, List<Reading> readings) {

    boolean ready() {
        return readings.stream().allMatch(Reading::done);
    }

    /** What broke one of its readings. */
    @Nullable
    RuntimeException failure() {
        return readings.stream()
                .map(Reading::failure)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }
}
