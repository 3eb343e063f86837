package org.fragaria.cli;

import java.nio.file.Path;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of commands that show a data folder as a website. */
final class ServerOptions {

    @Option(names = "--port", description = "TCP port (default: ${DEFAULT-VALUE}).", defaultValue = "3000")
    private int port;

    @Mixin
    private DataOption data = new DataOption();

    int port() {
        return port;
    }

    Path data() {
        return data.folder();
    }
}
