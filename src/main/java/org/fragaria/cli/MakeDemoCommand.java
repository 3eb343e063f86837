package org.fragaria.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

import org.fragaria.build.Terminal;
import org.fragaria.pretraining.Lessons;
import org.fragaria.village.Village;

/** {@code make-demo}: trains the demo's model and its dictionaries from nothing. */
@Command(
        name = "make-demo",
        description = {
            "Make the demo's data from nothing: a tokenizer, a language model, a corpus, and a dictionary after every block.",
            "Ctrl-C leaves a state to go on from: give the same command again."
        },
        mixinStandardHelpOptions = true)
final class MakeDemoCommand implements Callable<Integer> {

    @Option(names = "--out", required = true, description = "Folder to write.")
    private Path out = Path.of("");

    @Option(names = "--seed", defaultValue = "0", description = "Of texts and weights (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--tokens",
            defaultValue = "5M",
            converter = Count.class,
            description = "To train the model on, e.g. 500k or 12M (default: ${DEFAULT-VALUE}).")
    private long tokens;

    @Option(names = "--vocabulary", defaultValue = "4096", description = "Tokens, at most (default: ${DEFAULT-VALUE}).")
    private int vocabulary;

    @Option(names = "--width", defaultValue = "128", description = "Of the model (default: ${DEFAULT-VALUE}).")
    private int width;

    @Option(names = "--blocks", defaultValue = "4", description = "Of the model (default: ${DEFAULT-VALUE}).")
    private int blocks;

    @Option(names = "--heads", defaultValue = "4", description = "Attention heads (default: ${DEFAULT-VALUE}).")
    private int heads;

    @Option(names = "--context", defaultValue = "256", description = "Longest input (default: ${DEFAULT-VALUE}).")
    private int context;

    @Option(names = "--batch", defaultValue = "8", description = "Windows per step (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Option(
            names = "--documents",
            defaultValue = "8000",
            converter = Count.class,
            description = "In the corpus file (default: ${DEFAULT-VALUE}).")
    private long documents;

    @Option(names = "--features", defaultValue = "1024", description = "Per dictionary (default: ${DEFAULT-VALUE}).")
    private int features;

    @Option(
            names = "--sae-tokens",
            defaultValue = "1M",
            converter = Count.class,
            description = "To train each dictionary on (default: ${DEFAULT-VALUE}).")
    private long saeTokens;

    @Override
    public Integer call() {
        DemoBuild.Choices choices = new DemoBuild.Choices(
                seed, tokens, vocabulary, width, blocks, heads, context, batch, documents, features, saeTokens);
        Terminal terminal = new Terminal(System.err);
        try (Interrupt interrupt = new Interrupt()) {
            boolean complete = new DemoBuild(out, choices, Lessons.of(new Village(seed)))
                    .run(new DemoBuild.Watch(terminal, interrupt::requested));
            terminal.line(
                    complete
                            ? out + " is complete."
                            : "Stopped; the state is saved. Give the same command again to go on.");
            return complete ? 0 : 1;
        }
    }

    /** {@code 500}, {@code 500k}, {@code 12M}. */
    static final class Count implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            if (!text.matches("\\d{1,12}[kM]?")) {
                throw new TypeConversionException("expected a number such as 500, 500k or 12M, found " + text);
            }
            long unit = text.endsWith("M") ? 1_000_000 : text.endsWith("k") ? 1000 : 1;
            return Long.parseLong(unit == 1 ? text : text.substring(0, text.length() - 1)) * unit;
        }
    }
}
