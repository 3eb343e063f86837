package org.fragaria.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.fragaria.problem.InvalidException;
import org.fragaria.problem.UnavailableException;

/**
 * The files of the demo, in memory (some megabytes): {@code village/} in Hugging Face layout, {@code sae/{name}/} in SAELens
 * layout, {@code truth.json}, and if they are there {@code corpus.jsonl} or {@code corpus.jsonl.gz} and {@code
 * paragraph.txt}. Immutable.
 */
final class DemoContent {

    private static final String ROOT = "demo";
    private static final String WITNESS = "truth.json";

    private final SortedMap<String, byte[]> files;

    private DemoContent(SortedMap<String, byte[]> files) {
        this.files = Collections.unmodifiableSortedMap(files);
    }

    /**
     * What a folder holds, or if none is named what this build ships.
     *
     * @throws InvalidException if the folder holds no demo
     * @throws UnavailableException if this build ships none
     */
    static DemoContent of(Optional<Path> folder) {
        try {
            return folder.isPresent() ? folder(folder.get()) : shipped();
        } catch (IOException e) {
            throw new UncheckedIOException("The demo cannot be read", e);
        }
    }

    private static DemoContent folder(Path folder) throws IOException {
        if (!Files.isRegularFile(folder.resolve(WITNESS))) {
            throw new InvalidException(
                    "Folder " + folder + " holds no demo: expected " + WITNESS + ", village/ and sae/.");
        }
        return read(folder);
    }

    private static DemoContent shipped() throws IOException {
        URL witness = DemoContent.class.getResource("/" + ROOT + "/" + WITNESS);
        if (witness == null) {
            throw new UnavailableException("This build ships no demo: there is no " + ROOT + "/" + WITNESS
                    + " in it. Serve data of your own with './fragaria serve'.");
        }
        String address = witness.toString();
        if (!address.startsWith("jar:")) {
            return read(Path.of(URI.create(address.substring(0, address.length() - WITNESS.length()))));
        }
        Path jar = Path.of(URI.create(address.substring("jar:".length(), address.indexOf("!/"))));
        try (FileSystem inside = FileSystems.newFileSystem(jar)) {
            return read(inside.getPath("/" + ROOT));
        }
    }

    private static DemoContent read(Path root) throws IOException {
        SortedMap<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(root.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
            }
        }
        return new DemoContent(files);
    }

    /** Bytes by path, {@code /} between names. */
    SortedMap<String, byte[]> files() {
        return files;
    }

    /** Names of the dictionaries: the folders below {@code sae/}. */
    List<String> dictionaries() {
        return files.keySet().stream()
                .filter(path -> path.startsWith("sae/") && path.indexOf('/', 4) > 0)
                .map(path -> path.substring(4, path.indexOf('/', 4)))
                .distinct()
                .toList();
    }

    /** SHA-256 over paths and contents, the first sixteen hexadecimal digits: the version. */
    String digest() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            files.forEach((path, bytes) -> {
                digest.update((path + "\n" + bytes.length + "\n").getBytes(StandardCharsets.UTF_8));
                digest.update(bytes);
            });
            return HexFormat.of().formatHex(digest.digest()).substring(0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
