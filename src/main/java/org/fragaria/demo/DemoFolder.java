package org.fragaria.demo;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * Where the demo lies unpacked: {@code {data}/.demo/{digest}}, whole or not at all, and {@code {data}/.demo/current}, which
 * names the digest in use. A file that is shipped as {@code .gz} is unpacked under its name without it. For one process at
 * a time.
 */
final class DemoFolder {

    private static final String PART = ".part";
    private static final String ZIPPED = ".gz";

    private final Path root;

    /** The demo of a data folder. */
    DemoFolder(Path data) {
        root = data.resolve(".demo");
    }

    /** The folder of the demo in use, if one was unpacked here. */
    Optional<Path> current() {
        try {
            Path folder = root.resolve(Files.readString(pointer()).strip());
            return Files.isDirectory(folder) ? Optional.of(folder) : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + pointer(), e);
        }
    }

    private Path pointer() {
        return root.resolve("current");
    }

    /** Unpacks unless these very contents lie here already, and makes them the ones in use. */
    Path unpack(DemoContent content) {
        Path folder = root.resolve(content.digest());
        try {
            if (!Files.isDirectory(folder)) {
                Path part = root.resolve(content.digest() + PART);
                delete(part);
                for (Map.Entry<String, byte[]> file : content.files().entrySet()) {
                    write(part.resolve(file.getKey()), file.getValue());
                }
                Files.move(part, folder, StandardCopyOption.ATOMIC_MOVE);
            }
            point(content.digest());
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpack the demo into " + root, e);
        }
    }

    private static void write(Path place, byte[] bytes) throws IOException {
        Files.createDirectories(place.getParent());
        String name = place.getFileName().toString();
        if (!name.endsWith(ZIPPED)) {
            Files.write(place, bytes);
            return;
        }
        Path plain = place.resolveSibling(name.substring(0, name.length() - ZIPPED.length()));
        try (InputStream unzipped = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            Files.copy(unzipped, plain);
        }
    }

    private void point(String digest) throws IOException {
        Path next = root.resolve("current" + PART);
        Files.writeString(next, digest + "\n");
        Files.move(next, pointer(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Removes the contents of other versions, once nothing refers to them. */
    void discardOthers() {
        Optional<Path> kept = current();
        if (kept.isEmpty()) {
            return;
        }
        try (Stream<Path> all = Files.list(root)) {
            List<Path> others = all.filter(Files::isDirectory)
                    .filter(folder -> !folder.equals(kept.get()))
                    .toList();
            for (Path other : others) {
                delete(other);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove an old demo from " + root, e);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
