package org.fragaria.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;

import io.quarkus.runtime.Quarkus;

import org.fragaria.problem.InvalidException;
import org.fragaria.problem.UnavailableException;

/** Starts the website, after a look at whether it can have its port and its data folder. */
final class Server {

    private Server() {}

    /**
     * Serves until the process is told to stop.
     *
     * @param command how it was started, for who finds the folder in use
     * @throws org.fragaria.problem.FragariaException if port or data folder are taken
     */
    static void run(String command, int port, Path data) {
        Path folder = data.toAbsolutePath().normalize();
        requireFree(port);
        System.setProperty("quarkus.http.port", Integer.toString(port));
        System.setProperty("fragaria.data", folder.toString());
        if (sharesDatabase()) {
            Quarkus.run();
            return;
        }
        try (DataLock held = DataLock.take(folder, command + " on port " + port)) {
            Quarkus.run();
        }
    }

    /** Servers with one database of their own may show one folder together, which may be read-only. */
    static boolean sharesDatabase() {
        return System.getenv("FRAGARIA_DB_URL") != null;
    }

    private static void requireFree(int port) {
        if (port < 0 || port > 65_535) {
            throw new InvalidException("Port " + port + ": expected a number from 0 to 65535.");
        }
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(port));
        } catch (IOException e) {
            throw new UnavailableException(
                    "Port " + port + " is taken (" + e.getMessage() + "): stop what listens there, or choose another,"
                            + " e.g. --port " + (port < 65_535 ? port + 1 : port - 1) + ".",
                    e);
        }
    }
}
