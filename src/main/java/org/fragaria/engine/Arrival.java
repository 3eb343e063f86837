package org.fragaria.engine;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * A request that was taken in and whose prompts are being read. Its rows begin to write together, since rows that follow
 * others need them in the same step. Owned by the engine's thread.
 *
 * @param rows its rows
 * @param readings of each row what it needs to be read; nothing where its prompt is one token
 */
record Arrival(Generation generation, List<Row> rows, List<Optional<Reading>> readings) {

    /** What is being read, once for each row that needs it. */
    Stream<Reading> begun() {
        return readings.stream().flatMap(Optional::stream);
    }

    boolean ready() {
        return begun().allMatch(Reading::done);
    }

    /** What broke one of its readings. */
    @Nullable
    RuntimeException failure() {
        return begun().map(Reading::failure)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }
}
