package org.fragaria.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import org.fragaria.bench.DictionaryBench;
import org.fragaria.bench.EngineBench;
import org.fragaria.bench.FamilyBench;
import org.fragaria.bench.PageBench;
import org.fragaria.bench.ParityBench;
import org.fragaria.bench.SchedulerBench;
import org.fragaria.bench.SearchBench;
import org.fragaria.bench.Soak;
import org.fragaria.bench.SteeringBench;
import org.fragaria.bench.StoreBench;
import org.fragaria.truth.TruthSettings;

/** {@code bench}: measures this machine and prints ratios. */
@Command(name = "bench", description = "Benchmarks, printed as ratios.", mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {

    private static final int STORE_FEATURES = 111_112;
    private static final int SEARCH_FEATURES = 1_000_000;

    enum Name {
        dictionary,
        engine,
        steering,
        store,
        search,
        pages,
        parity,
        scheduler,
        soak,
        truth
    }

    @Parameters(description = "Which: ${COMPLETION-CANDIDATES}.")
    private Name name = Name.engine;

    @Option(names = "--json", description = "One JSON object with named figures.")
    private boolean json;

    @Option(
            names = "--rounds",
            description = "Rounds to take the median of (default: ${DEFAULT-VALUE}).",
            defaultValue = "7")
    private int rounds;

    @Option(
            names = "--threads",
            description = "Threads of one operation (default: ${DEFAULT-VALUE}).",
            defaultValue = "2")
    private int threads;

    @Option(
            names = "--python",
            description = "A Python with torch to compare with (default: ${DEFAULT-VALUE}).",
            defaultValue = "python3")
    private String python = "python3";

    @Option(names = "--families", description = "'engine' decodes with a model of every family, against transformers.")
    private boolean families;

    @Option(
            names = "--features",
            description =
                    "Features in the index of 'store' (default: 111112, 2 million examples) or 'search' (default: 1000000).")
    private @Nullable Integer features;

    @Option(
            names = "--url",
            description = "The running server that 'pages' and 'soak' ask (default: ${DEFAULT-VALUE}).",
            defaultValue = "http://localhost:3000")
    private URI url = URI.create("http://localhost:3000");

    @Option(
            names = "--seconds",
            description = "How long 'pages' asks for each kind of page (default: ${DEFAULT-VALUE}).",
            defaultValue = "10")
    private double seconds;

    @Option(
            names = "--minutes",
            description = "How long 'soak' goes on (default: ${DEFAULT-VALUE}).",
            defaultValue = "30")
    private double minutes;

    @Option(
            names = "--users",
            description = "How many people 'soak' plays at a time (default: ${DEFAULT-VALUE}).",
            defaultValue = "32")
    private int users;

    @Option(names = "--pid", description = "The server's process on this machine: 'soak' watches its memory.")
    private long pid;

    @Option(
            names = "--goldens",
            description = "Folder of the models that 'parity' compares (default: ${DEFAULT-VALUE}).",
            defaultValue = "src/test/resources/model")
    private Path goldens = Path.of("src/test/resources/model");

    @Option(
            names = "--table",
            description = "Where 'parity' writes its table (default: ${DEFAULT-VALUE}).",
            defaultValue = "docs/parity.md")
    private Path table = Path.of("docs/parity.md");

    @Option(
            names = "--demo",
            description =
                    "Folder of the demo that 'truth' looks at (village/ and sae/*), where it writes truth.json (default: the shipped one).")
    private @Nullable Path demo;

    @Option(
            names = "--text-seed",
            description = "Seed of the texts of 'truth' (default: ${DEFAULT-VALUE}).",
            defaultValue = "7777")
    private long textSeed;

    @Option(
            names = "--truth-tokens",
            description = "Tokens to choose on, and as many to test on, of 'truth' (default: ${DEFAULT-VALUE}).",
            defaultValue = "" + TruthSettings.TOKENS)
    private int truthTokens;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (name == Name.truth) {
            new TruthBench(demo, textSeed, truthTokens, threads).run(json);
            return 0;
        }
        Map<String, Object> figures =
                switch (name) {
                    case engine ->
                        families
                                ? new FamilyBench(rounds, threads, python).run()
                                : new EngineBench(rounds, threads, python).run();
                    case steering -> new SteeringBench(rounds, threads, python).run();
                    case dictionary -> DictionaryBench.run(rounds);
                    case store -> StoreBench.run(features == null ? STORE_FEATURES : features);
                    case search -> SearchBench.run(features == null ? SEARCH_FEATURES : features);
                    case pages -> new PageBench(url, seconds).run();
                    case parity -> ParityBench.run(goldens, table);
                    case scheduler -> new SchedulerBench(rounds, threads).run();
                    case soak -> new Soak(url, pid, minutes, users).run();
                    case truth -> throw new IllegalStateException("truth prints its own tables");
                };
        if (json) {
            System.out.println(new ObjectMapper().writeValueAsString(figures));
        } else {
            figures.forEach((figure, value) -> System.out.printf("%-40s %s%n", figure, value));
        }
        return 0;
    }
}
