package org.fragaria.cli;

import java.io.UncheckedIOException;

import io.quarkus.runtime.annotations.QuarkusMain;
import picocli.CommandLine;
import picocli.CommandLine.Command;

import org.fragaria.problem.FragariaException;

/** Where the program starts: reads the command line and runs one command. */
@QuarkusMain
@Command(
        name = "fragaria",
        description = "A feature explorer for language models: every learned feature has a page.",
        subcommands = {
            DemoCommand.class,
            ServeCommand.class,
            CheckCommand.class,
            AddCommand.class,
            ExplainCommand.class,
            ReleasesCommand.class,
            TrainCommand.class,
            MakeDemoCommand.class,
            TraceCommand.class,
            GenerateCommand.class,
            BenchCommand.class
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
public final class Main {

    /** Runs the command and exits: 0 when it worked, 1 when it failed with a clear error, 2 when it was misspelt. */
    public static void main(String[] args) {
        System.exit(run(args));
    }

    static int run(String... args) {
        return new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(Main::explain)
                .execute(args);
    }

    /** A clear error and a refusing disk are one line; anything else is a bug and shows where. */
    private static int explain(Exception failure, CommandLine command, CommandLine.ParseResult ignored)
            throws Exception {
        if (failure instanceof FragariaException clear) {
            command.getErr().println("fragaria: " + clear.getMessage());
            return 1;
        }
        if (failure instanceof UncheckedIOException disk) {
            command.getErr().println("fragaria: " + disk.getMessage() + ": " + disk.getCause());
            return 1;
        }
        throw failure;
    }
}
