package org.fragaria.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import org.fragaria.corpus.Corpus;
import org.fragaria.dictionary.Dictionary;
import org.fragaria.fit.FitCheck;
import org.fragaria.fit.FitReport;
import org.fragaria.fit.FitText;
import org.fragaria.model.Address;
import org.fragaria.model.LanguageModel;
import org.fragaria.problem.InvalidException;

/** {@code check}: whether a dictionary fits a model as its files declare, beside every other way to read it. */
@Command(
        name = "check",
        description = {
            "Check that a dictionary fits a model as declared, and try other readings of it.",
            "Exit status 0 if it may be used (OK, or SUSPECT), 3 if it may not (MISMATCH)."
        },
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {

    /** Neither a failure of the command (1) nor a misspelling (2). */
    private static final int DOES_NOT_FIT = 3;

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    @Mixin
    private AddInput input = new AddInput();

    @Mixin
    private TextInput text = new TextInput();

    @Option(names = "--address", description = "Where the dictionary reads (default: what its files say).")
    private @Nullable String address;

    @Option(names = "--l0", description = "What L0 should be (default: what registry or folder say).")
    private @Nullable Double l0;

    @Mixin
    private DataOption data = new DataOption();

    @Option(names = "--tokens", description = "Tokens to read, at most (default: ${DEFAULT-VALUE}).")
    private int tokens = FitCheck.TOKENS;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        AddInput.Found found = input.find(data.folder());
        Corpus corpus = Corpus.open(text.files());
        FitReport report;
        try (Dictionary dictionary = Dictionary.open(found.dictionary())) {
            Address place = Optional.ofNullable(address)
                    .or(found::address)
                    .map(Address::parse)
                    .orElseGet(() -> dictionary.config().address());
            try (LanguageModel model = LanguageModel.open(found.model(), text.precision())) {
                requireContext(model);
                FitCheck check = new FitCheck(model, dictionary, place);
                FitText read =
                        FitText.read(corpus, model, FitText.layout(model, dictionary.config(), text.context()), tokens);
                Double given = l0;
                report = check.run(read, given == null ? found.l0() : OptionalDouble.of(given));
            }
        }
        print(report, System.out);
        return report.refuses() ? DOES_NOT_FIT : 0;
    }

    private void requireContext(LanguageModel model) {
        if (text.context() > model.config().contextLength()) {
            throw new InvalidException("--context " + text.context() + ": model " + model.id() + " takes at most "
                    + model.config().contextLength() + " tokens.");
        }
    }

    private void print(FitReport report, PrintStream out) {
        if (json) {
            try {
                out.println(JSON.writeValueAsString(report));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot write JSON", e);
            }
            return;
        }
        out.printf("%-44s %10s %10s  %s%n", "reading", "FVU", "L0", "if it is the right one");
        line(report.declared(), out);
        report.alternatives().forEach(row -> line(row, out));
        out.printf(
                "%s over %,d positions (first of each window and special tokens left out)%n%s%n",
                report.verdict(), report.positions(), report.finding());
    }

    private static void line(FitReport.Row row, PrintStream out) {
        out.println("%-44s %10.4f %10.1f  %s"
                .formatted(row.reading(), row.fvu(), row.l0(), row.note())
                .stripTrailing());
    }
}
