package org.fragaria.cli;

import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code serve}: shows what a data folder holds as a website. */
@Command(
        name = "serve",
        description = "Serve what a data folder holds, on http://localhost:3000.",
        mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {

    @Mixin
    private ServerOptions options = new ServerOptions();

    @Override
    public Integer call() {
        Server.run("fragaria serve", options.port(), options.data());
        return 0;
    }
}
