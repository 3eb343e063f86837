package org.fragaria.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code demo}: the model that ships with Fragaria, unpacked, measured and shown. */
@Command(
        name = "demo",
        description = {
            "Explore the model that ships with Fragaria, on http://localhost:3000.",
            "Its sources are measured the first time, while the pages are there already. Stopped or killed, it goes on",
            "where it was."
        },
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {

    @Option(names = "--port", description = "TCP port (default: ${DEFAULT-VALUE}).", defaultValue = "3000")
    private int port;

    @Option(names = "--data", description = "Data folder (default: ${DEFAULT-VALUE}).", defaultValue = "data")
    private Path data = Path.of("data");

    @Override
    public Integer call() {
        System.setProperty("fragaria.demo.build", "true");
        Server.run("fragaria demo", port, data);
        return 0;
    }
}
