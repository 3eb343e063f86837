package org.fragaria.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import org.fragaria.build.SourceBuild;
import org.fragaria.build.Terminal;
import org.fragaria.measure.MeasureSettings;
import org.fragaria.measure.Measurement;
import org.fragaria.measure.SourceManifest;
import org.fragaria.model.Address;
import org.fragaria.web.Format;

/** {@code add}: measures a dictionary over a corpus and makes it a source of the data folder. */
@Command(
        name = "add",
        description = {
            "Measure a dictionary over a corpus and make it a source.",
            "Stopped or killed, the same command goes on where it was, with the same result."
        },
        mixinStandardHelpOptions = true)
final class AddCommand implements Callable<Integer> {

    @Mixin
    private AddInput input = new AddInput();

    @Mixin
    private TextInput text = new TextInput();

    @Option(names = "--id", description = "The source's id (default: {layer}-{folder of the dictionary}).")
    private @Nullable String id;

    @Option(names = "--name", description = "The model's id (default: name of its folder).")
    private @Nullable String name;

    @Option(names = "--address", description = "Where the dictionary reads (default: what its cfg.json says).")
    private @Nullable String address;

    @Mixin
    private DataOption data = new DataOption();

    @Option(names = "--tokens", description = "Tokens to read, at most (default: all).")
    private @Nullable Long tokens;

    @Option(names = "--top", description = "Top examples (default: ${DEFAULT-VALUE}).", defaultValue = "20")
    private int top;

    @Option(
            names = "--effects",
            paramLabel = "N",
            description = {
                "Switch every live feature off on its N strongest examples, and measure what the model loses there, token"
                        + " by token (0 to 100, default: ${DEFAULT-VALUE}).",
                "It takes two passes of the model per feature and example."
            },
            defaultValue = "0")
    private int effects;

    @Option(
            names = "--outputs-limit",
            description =
                    "Features whose output score is measured, at most, evenly spread (default: ${DEFAULT-VALUE}).",
            defaultValue = "8192")
    private int outputsLimit;

    @Option(
            names = "--no-outputs",
            description = "Leave the output score out: it takes a step of the model per feature.")
    private boolean noOutputs;

    @Option(names = "--restart", description = "Begin anew instead of going on from a checkpoint.")
    private boolean restart;

    @Option(
            names = "--anyway",
            description = "Make the source even if the fit check finds that the dictionary does not fit.")
    private boolean anyway;

    @Override
    public Integer call() {
        AddInput.Found found = input.find(data.folder());
        SourceBuild build = new SourceBuild(
                found.model(),
                found.dictionary(),
                text.files(),
                Optional.ofNullable(name).or(found::modelId),
                Optional.ofNullable(id).or(found::sourceId),
                Optional.ofNullable(address).or(found::address).map(Address::parse),
                text.context(),
                tokens == null ? Long.MAX_VALUE : tokens,
                text.precision(),
                MeasureSettings.DEFAULTS
                        .withTop(top)
                        .withOutputFeatures(noOutputs ? 0 : outputsLimit)
                        .withEffectExamples(effects),
                new SourceBuild.Fit(SourceBuild.Fit.TOKENS, found.l0(), anyway));
        Terminal terminal = new Terminal(System.err);
        try (Interrupt interrupt = new Interrupt()) {
            Optional<SourceBuild.Result> result =
                    build.run(data.folder(), restart, new Observer(terminal, interrupt), terminal::line);
            if (result.isEmpty()) {
                terminal.line("Stopped. The same command goes on from the checkpoint.");
                return 130;
            }
            report(result.get(), terminal);
            return 0;
        }
    }

    private static void report(SourceBuild.Result result, Terminal terminal) {
        Measurement.Outcome outcome = result.outcome();
        terminal.line("Measured %,d tokens in %.1f s of passes: FVU %.3f, L0 %.1f, %,d of %,d features live."
                .formatted(
                        outcome.tokens(),
                        outcome.figures().seconds(),
                        outcome.figures().fvu(),
                        outcome.figures().l0(),
                        outcome.figures().live(),
                        result.features()));
        medians(outcome, terminal);
        terminal.line("Source " + result.folder() + ", digest " + outcome.digest());
    }

    private static void medians(Measurement.Outcome outcome, Terminal terminal) {
        SourceManifest.Figures figures = outcome.figures();
        terminal.line("The middle feature: the last one, two, three tokens explain %s, %s, %s of its variance;"
                        .formatted(
                                Format.share(figures.medianLookup()),
                                Format.share(figures.medianLookup2()),
                                Format.share(figures.medianLookup3()))
                + " it stays on for %.1f tokens; output score %s."
                        .formatted(figures.medianPersistence(), Format.share(figures.medianOutput())));
        terminal.line("Output score: " + outcome.notes().get("output score") + ".");
        terminal.line("Effects: " + outcome.notes().get("effects") + ".");
    }

    /** Shows progress, and passes an interrupt on. */
    private record Observer(Terminal terminal, Interrupt interrupt) implements Measurement.Observer {
        @Override
        public void progress(Measurement.Progress progress) {
            terminal.progress("%,d windows, %.0f %%, %,.0f tokens/s, %s left"
                    .formatted(
                            progress.windows(),
                            progress.fraction() * 100,
                            progress.tokensPerSecond(),
                            Terminal.duration(progress.remaining())));
        }

        @Override
        public void scored(int features, int of) {
            terminal.progress("scores of %,d of %,d features".formatted(features, of));
        }

        @Override
        public void effects(int features, int of, Duration remaining) {
            terminal.progress(
                    "effects of %,d of %,d features, %s left".formatted(features, of, Terminal.duration(remaining)));
        }

        @Override
        public boolean cancelled() {
            return interrupt.requested();
        }
    }
}
