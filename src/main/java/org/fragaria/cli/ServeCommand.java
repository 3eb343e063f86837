package org.fragaria.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code serve}: shows what a data folder holds as a website. */
@Command(
        name = "serve",
        description = "Serve what a data folder holds, on http://localhost:3000.",
        mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {

    @Option(names = "--port", description = "TCP port (default: ${DEFAULT-VALUE}).", defaultValue = "3000")
    private int port;

    @Option(names = "--data", description = "Data folder (default: ${DEFAULT-VALUE}).", defaultValue = "data")
    private Path data = Path.of("data");

    @Override
    public Integer call() {
        Server.run("fragaria serve", port, data);
        return 0;
    }
}
