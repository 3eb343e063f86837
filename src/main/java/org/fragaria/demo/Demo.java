package org.fragaria.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.jspecify.annotations.Nullable;

import org.fragaria.catalog.CatalogConfig;
import org.fragaria.truth.TruthReport;

/**
 * The demo that lies unpacked in the data folder, whoever unpacked it; read once for each version. Lives as long as the
 * server; safe for any number of threads.
 */
@ApplicationScoped
public class Demo {

    @Inject
    CatalogConfig catalog;

    @Inject
    DemoConfig config;

    private volatile @Nullable Unpacked known;

    /**
     * A demo.
     *
     * @param folder where it lies; its name changes with its contents
     * @param truth what is known of it
     * @param paragraph a text that shows its features, if it brings one
     */
    public record Unpacked(Path folder, TruthReport truth, Optional<String> paragraph) {}

    /** Folder of the demo in use; empty if there is none. */
    public Optional<Path> current() {
        return folder().current();
    }

    /** The demo, if there is one. */
    public Optional<Unpacked> unpacked() {
        Optional<Path> folder = current();
        Unpacked before = known;
        if (before == null || !folder.equals(Optional.of(before.folder()))) {
            before = folder.map(Demo::read).orElse(null);
            known = before;
        }
        return Optional.ofNullable(before);
    }

    private static Unpacked read(Path folder) {
        Path paragraph = folder.resolve("paragraph.txt");
        try {
            return new Unpacked(
                    folder,
                    TruthFile.read(folder.resolve("truth.json")),
                    Files.isRegularFile(paragraph)
                            ? Optional.of(Files.readString(paragraph).strip())
                            : Optional.empty());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + paragraph, e);
        }
    }

    DemoFolder folder() {
        return new DemoFolder(catalog.data());
    }

    /** The data folder. */
    Path data() {
        return catalog.data();
    }
}
