package org.fragaria.cli;

import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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

    @Mixin
    private ServerOptions options = new ServerOptions();

    @Override
    public Integer call() {
        System.setProperty("fragaria.demo.build", "true");
        Server.run("fragaria demo", options.port(), options.data());
        return 0;
    }
}
