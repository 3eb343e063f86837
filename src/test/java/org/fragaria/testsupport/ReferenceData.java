package org.fragaria.testsupport;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Real models and texts that nobody here made, which are not part of the project: a folder named by the environment
 * variable {@code FRAGARIA_REFERENCE_DATA}, else {@code ../shared/data}. Tests that need it are tagged {@code
 * reference}; docs/testing.md lists them, and a run without the folder prints that they did not run.
 */
public final class ReferenceData {

    private ReferenceData() {}

    /** The folder, if this machine has it. */
    public static Optional<Path> folder() {
        String named = System.getenv("FRAGARIA_REFERENCE_DATA");
        Path folder = Path.of(named == null || named.isBlank() ? "../shared/data" : named);
        return Optional.of(folder).filter(Files::isDirectory);
    }

    /** Whether the folder is there; says so loudly if not. Used as a JUnit condition. */
    public static boolean present() {
        boolean present = folder().isPresent();
        if (!present) {
            System.out.println(
                    "NOT RUN: a test that needs the reference data (set FRAGARIA_REFERENCE_DATA, see docs/testing.md)");
        }
        return present;
    }

    /** A file or folder in it. */
    public static Path path(String name) {
        return folder().orElseThrow().resolve(name);
    }
}
