package org.fragaria.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.jspecify.annotations.Nullable;

import org.fragaria.demo.ShippedDemo;
import org.fragaria.dictionary.Dictionary;
import org.fragaria.model.LanguageModel;
import org.fragaria.problem.NotFoundException;
import org.fragaria.torch.Precision;
import org.fragaria.torch.Torch;
import org.fragaria.truth.Organism;
import org.fragaria.truth.TruthReport;
import org.fragaria.truth.TruthRun;
import org.fragaria.truth.TruthSettings;
import org.fragaria.truth.TruthTables;
import org.fragaria.village.Concepts;
import org.fragaria.village.Grammar;
import org.fragaria.village.Village;

/** {@code bench truth}: makes the truth report of a demo's model and dictionaries, and writes it beside them; of the shipped demo it is only shown. */
final class TruthBench {

    private static final Path DATA = Path.of("data");

    private final Path folder;
    private final boolean written;
    private final long seed;
    private final int tokens;
    private final int threads;

    TruthBench(@Nullable Path folder, long seed, int tokens, int threads) {
        written = folder != null;
        this.folder = folder == null ? ShippedDemo.unpack(DATA) : folder;
        this.seed = seed;
        this.tokens = tokens;
        this.threads = threads;
    }

    void run(boolean json) throws IOException {
        Torch.threads(threads);
        Map<String, Dictionary> dictionaries = dictionaries();
        long begun = System.nanoTime();
        try (LanguageModel model = LanguageModel.open(folder.resolve("village"), Precision.EXACT)) {
            TruthReport report = new TruthRun(
                            model,
                            dictionaries,
                            settings(),
                            line -> System.err.printf("[%4.0f s] %s%n", (System.nanoTime() - begun) / 1e9, line))
                    .run()
                    .with(new Organism(model, new Village(seed)).measure());
            ObjectMapper mapper = new ObjectMapper();
            if (written) {
                mapper.writerWithDefaultPrettyPrinter()
                        .writeValue(folder.resolve("truth.json").toFile(), report);
            }
            System.out.println(json ? mapper.writeValueAsString(report) : TruthTables.of(report));
        } finally {
            dictionaries.values().forEach(Dictionary::close);
        }
    }

    private TruthSettings settings() {
        Village village = new Village(seed);
        return new TruthSettings(
                seed,
                number -> village.document(number, Village.Split.TEST, Village.Stage.ALL),
                Concepts.all(),
                Grammar.village()::accepts,
                tokens,
                TruthSettings.STATEMENTS,
                TruthSettings.PROMPTS);
    }

    /** The dictionaries of the demo, by the names of their folders. */
    private Map<String, Dictionary> dictionaries() throws IOException {
        Path all = folder.resolve("sae");
        if (!Files.isDirectory(all)) {
            throw new NotFoundException(
                    "Folder " + all + " does not exist: expected the demo's dictionaries there, one a"
                            + " folder, as make-demo writes them.");
        }
        List<Path> folders;
        try (Stream<Path> listed = Files.list(all)) {
            folders = listed.filter(Files::isDirectory).sorted().toList();
        }
        Map<String, Dictionary> found = new LinkedHashMap<>();
        for (Path one : folders) {
            found.put(one.getFileName().toString(), Dictionary.open(one));
        }
        return found;
    }
}
