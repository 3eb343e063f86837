package org.fragaria.cli;

import java.nio.file.Path;
import java.util.List;

import picocli.CommandLine.Option;

import org.fragaria.torch.Precision;

/** The options by which commands take the texts that a model reads, and how it reads them. */
final class TextInput {

    @Option(
            names = "--text",
            required = true,
            arity = "1..*",
            description = "Text files: .txt, .json (an array), .jsonl.")
    private List<Path> text = List.of();

    @Option(
            names = "--context",
            description = "Tokens per window, BOS included (default: ${DEFAULT-VALUE}).",
            defaultValue = "128")
    private int context;

    @Option(names = "--precision", description = "${COMPLETION-CANDIDATES} (default: exact).")
    private Precision precision = Precision.EXACT;

    List<Path> files() {
        return text;
    }

    int context() {
        return context;
    }

    Precision precision() {
        return precision;
    }
}
