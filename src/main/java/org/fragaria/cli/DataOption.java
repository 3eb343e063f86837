package org.fragaria.cli;

import java.nio.file.Path;

import picocli.CommandLine.Option;

/** The option by which commands take the data folder. */
final class DataOption {

    @Option(names = "--data", description = "Data folder (default: ${DEFAULT-VALUE}).", defaultValue = "data")
    private Path data = Path.of("data");

    /** The folder, as it was given; it need not be there yet. */
    Path folder() {
        return data;
    }
}
