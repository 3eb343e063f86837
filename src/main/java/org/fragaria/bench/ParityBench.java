package org.fragaria.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import org.fragaria.model.HookPoint;
import org.fragaria.problem.NotFoundException;

/**
 * {@code bench parity}: every golden of a model against transformers, as a table of families and worst differences.
 */
public final class ParityBench {

    private static final String HEAD = """
            # Parity with transformers

            Written by `./fragaria bench parity`; do not edit. Small random models with every structural feature of the
            real ones, in Hugging Face layout, against transformers (eager attention, float32, CPU). How they are made:
            `make_family_goldens.py` and `make_model_goldens.py` in `src/test/tools`, which say with which versions.

            Bars: logits ≤ 1e-4 of their standard deviation (plain, steered, and with the cache against without),
            hook points ≤ 1e-4 of the largest value there, greedy text of 24 tokens identical. `FamilyParityTest` holds
            every model to them.

            """;
    private static final String NOTES = """

            - **logits, steered**: largest difference of a logit over the standard deviation of all; steered by a vector
              added to `resid_post.1` at every token.
            - **greedy**: through the engine, several rows in one batch, with the cache.
            - **cache**: a text read token by token through the cache against the same text read at once.
            - **stored**: type of the weights in the file. They are converted to float32 without loss, so a bfloat16
              checkpoint is held to the same bars: against transformers computing in float32 on the same stored weights.
            - **transformers bf16**: how far transformers is from its own float32 when it computes in bfloat16.

            ## Hook points

            Largest difference over the largest absolute value at the point; – where the family has no such point.

            """;

    private ParityBench() {}

    /**
     * Compares all models of a folder that have a golden, at any depth.
     *
     * @throws NotFoundException if there is none
     */
    public static List<Path> goldens(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new NotFoundException("Folder of goldens " + folder
                    + " does not exist. They are part of the sources, not of the program: run in a checkout.");
        }
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> found = files.filter(f -> f.endsWith("golden.json"))
                    .map(f -> f.resolveSibling(""))
                    .map(f -> f.toAbsolutePath().normalize())
                    .sorted()
                    .toList();
            if (found.isEmpty()) {
                throw new NotFoundException("No model under " + folder + " has a golden.json beside it.");
            }
            return found;
        }
    }

    /**
     * Compares, writes the table and returns the figures that have bars.
     *
     * @param goldens where the goldens are
     * @param document the Markdown file to write
     */
    public static Map<String, Object> run(Path goldens, Path document) throws IOException {
        List<ParityRow> rows = new ArrayList<>();
        for (Path golden : goldens(goldens)) {
            rows.add(Parity.of(golden));
        }
        Files.writeString(document, HEAD + summary(rows) + NOTES + points(rows));
        Map<String, Object> figures = new LinkedHashMap<>();
        for (ParityRow row : rows) {
            figures.put(row.name() + "_logits", row.logits());
            figures.put(row.name() + "_hook_points", row.worstPoint());
            figures.put(row.name() + "_within_bars", row.passes());
        }
        figures.put("all_within_bars", rows.stream().allMatch(ParityRow::passes));
        figures.put("written", document.toString());
        return figures;
    }

    private static String summary(List<ParityRow> rows) {
        StringBuilder table = new StringBuilder("""
                | model | class | stored | logits | worst point | greedy | steered | steered greedy | cache | \
                transformers bf16 | within bars |
                |---|---|---|---|---|---|---|---|---|---|---|
                """);
        for (ParityRow row : rows) {
            List<String> cells = List.of(
                    row.name(),
                    row.architecture(),
                    row.storedAs(),
                    number(row.logits()),
                    number(row.worstPoint()),
                    identical(row.greedy()),
                    number(row.steeredLogits()),
                    identical(row.steeredGreedy()),
                    number(row.cache()),
                    row.bf16().isPresent() ? number(row.bf16().getAsDouble()) : "–",
                    row.passes() ? "yes" : "**no**");
            table.append(line(cells));
        }
        return table.toString();
    }

    private static String points(List<ParityRow> rows) {
        List<String> head = new ArrayList<>(List.of("model"));
        head.addAll(HookPoint.ids());
        StringBuilder table =
                new StringBuilder(line(head)).append("|---".repeat(head.size())).append("|\n");
        for (ParityRow row : rows) {
            List<String> cells = new ArrayList<>(List.of(row.name()));
            for (HookPoint point : HookPoint.values()) {
                Double worst = row.points().get(point);
                cells.add(worst == null ? "–" : number(worst));
            }
            table.append(line(cells));
        }
        return table.toString();
    }

    private static String line(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }

    private static String identical(boolean same) {
        return same ? "identical" : "**differs**";
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1e", value);
    }
}
