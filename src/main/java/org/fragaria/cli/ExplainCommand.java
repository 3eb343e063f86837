package org.fragaria.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.quarkus.arc.Arc;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import org.fragaria.build.Terminal;
import org.fragaria.explanation.Batch;
import org.fragaria.explanation.automatic.Exam;
import org.fragaria.explanation.automatic.Method;
import org.fragaria.feature.FeatureAddress;
import org.fragaria.feature.Shelf.SourceAddress;
import org.fragaria.problem.FragariaException;
import org.fragaria.problem.InvalidException;

/** {@code explain}: has a language model explain many features of a source, and score what it said. */
@Command(
        name = "explain",
        description = {
            "Have a language model explain the features of a source, and score the explanations.",
            "Which one: FRAGARIA_EXPLANATION_MODEL, _KEY, _BASE_URL, _PROVIDER (docs/configuration.md).",
            "Stopped, the same command goes on with what is missing."
        },
        mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {

    private static final Pattern RANGE = Pattern.compile("(\\d{1,9})(?:-(\\d{1,9}))?");

    @Option(names = "--source", required = true, description = "The source: model/source.")
    private String source = "";

    @Mixin
    private DataOption data = new DataOption();

    @Option(
            names = "--method",
            description = "oai_token-act-pair, np_max-act-logits or eleuther_acts_top20 (default: ${DEFAULT-VALUE}).",
            defaultValue = "eleuther_acts_top20")
    private String method = "";

    @Option(names = "--features", description = "Which ones: 7, or 0-99 (default: all that ever fired).")
    private @Nullable String features;

    @Option(names = "--score", split = ",", description = "detection, fuzzing, or both with a comma (default: none).")
    private List<String> scores = List.of();

    @Override
    public Integer call() {
        Batch.Request request = request();
        Path folder = data.folder().toAbsolutePath().normalize();
        if (Server.sharesDatabase()) {
            return run(request, folder);
        }
        try (DataLock held = DataLock.take(folder, "fragaria explain")) {
            return run(request, folder);
        }
    }

    Batch.Request request() {
        String[] parts = source.split("/", -1);
        if (parts.length != 2) {
            throw new InvalidException("--source " + source + ": expected model/source.");
        }
        Matcher range = RANGE.matcher(features == null ? "0-" + 999_999_999 : features);
        if (!range.matches()) {
            throw new InvalidException("--features " + features + ": expected a number like 7, or a range like 0-99.");
        }
        int first = Integer.parseInt(range.group(1));
        int last = range.group(2) == null ? first : Integer.parseInt(range.group(2));
        return new Batch.Request(
                new SourceAddress(parts[0], parts[1]),
                Method.named(method),
                scores.stream().map(String::strip).distinct().map(Exam::named).toList(),
                first,
                last);
    }

    /** The rooms of the server, without its doors. */
    private static int run(Batch.Request request, Path folder) {
        System.setProperty("fragaria.data", folder.toString());
        System.setProperty("fragaria.explanation.background", "false");
        System.setProperty("fragaria.search.fill", "false");
        System.setProperty("quarkus.http.host-enabled", "false");
        System.setProperty("quarkus.log.console.level", "WARN");
        Application.request = request;
        AtomicInteger exit = new AtomicInteger(1);
        Quarkus.run(Application.class, (code, failure) -> exit.set(code));
        return exit.get();
    }

    /** Runs once everything has started. */
    public static final class Application implements QuarkusApplication {

        private static volatile Batch.@Nullable Request request;

        @Override
        public int run(String... args) throws InterruptedException {
            Batch.Request wanted = request;
            if (wanted == null) {
                throw new IllegalStateException("started without a request");
            }
            Terminal terminal = new Terminal(System.err);
            try (Interrupt interrupt = new Interrupt()) {
                Batch batch = Arc.container().instance(Batch.class).get();
                Batch.Outcome outcome = batch.run(wanted, new Progress(terminal, interrupt));
                terminal.line("%,d of %,d features, %,d with something missing."
                        .formatted(outcome.features(), outcome.of(), outcome.failures()));
                if (outcome.features() < outcome.of()) {
                    terminal.line("Stopped. The same command goes on with what is missing.");
                    return interrupt.requested() ? 130 : 1;
                }
                return outcome.failures() == 0 ? 0 : 1;
            } catch (FragariaException e) {
                terminal.line("fragaria: " + e.getMessage());
                return 1;
            }
        }
    }

    /** Shows progress, and passes an interrupt on. */
    private record Progress(Terminal terminal, Interrupt interrupt) implements Batch.Observer {
        @Override
        public synchronized void done(int features, int of, int failures) {
            terminal.progress("%,d of %,d features, %,d with something missing".formatted(features, of, failures));
        }

        @Override
        public synchronized void failed(FeatureAddress feature, String why) {
            terminal.line(feature + ": " + why);
        }

        @Override
        public boolean cancelled() {
            return interrupt.requested();
        }
    }
}
