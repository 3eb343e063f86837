package org.fragaria.measure;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;

import org.fragaria.problem.ConflictException;
import org.fragaria.problem.InvalidException;

/**
 * A source being built beside the one that is shown: everything goes to {@code {source}.building}, and {@link #publish}
 * moves it into place. A reader sees the old source, for an instant none, then the new one, never a part. If the program
 * is killed between the two moves, the old one is in {@code {source}.old}, and the next build begins by putting it back.
 * Names that end so are no sources. Locked against a second build of the same source.
 */
public final class SourceFolder implements Closeable {

    /** Ending of a folder that is being built. */
    public static final String BUILDING = ".building";

    /** Ending of a folder that is being replaced. */
    public static final String OLD = ".old";

    private static final String MANIFEST = "manifest.json";
    private static final String INDEX = "index";
    private static final String TOKENIZER = "tokenizer.json";
    private static final String WORK = "work";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final Path target;
    private final Path building;
    private final Path old;
    private final FileChannel lock;

    /**
     * Begins or resumes a build.
     *
     * @param data the data folder
     * @param model the model's id
     * @param source the source's id
     * @throws InvalidException if an id cannot be part of a URL
     * @throws ConflictException if the source is being built by another process
     */
    public SourceFolder(Path data, String model, String source) {
        checkName("model", model);
        checkName("source", source);
        target = data.toAbsolutePath().normalize().resolve(model).resolve(source);
        building = target.resolveSibling(source + BUILDING);
        old = target.resolveSibling(source + OLD);
        try {
            Files.createDirectories(work());
            if (Files.isDirectory(old) && !Files.exists(target)) {
                Files.move(old, target, StandardCopyOption.ATOMIC_MOVE);
            }
            lock = lock(work().resolve("lock"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot build in " + building, e);
        }
    }

    private static void checkName(String what, String name) {
        if (!NAME.matcher(name).matches() || name.endsWith(BUILDING) || name.endsWith(OLD)) {
            throw new InvalidException("The " + what + "'s id '" + name
                    + "': expected letters, digits, '.', '_' and '-',"
                    + " at most 100, beginning with a letter or digit, and not ending in " + BUILDING + " or " + OLD
                    + ".");
        }
    }

    private FileChannel lock(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock held = channel.tryLock();
            if (held != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // held by this process: the same conflict
        }
        channel.close();
        throw new ConflictException("Source " + target + " is being built by another run: wait for it, or stop it.");
    }

    /** Where the source will be. */
    public Path target() {
        return target;
    }

    /** Where its index is written. */
    public Path index() {
        return building.resolve(INDEX);
    }

    /** Where what stands beside the index is written. */
    public Path files() {
        return building;
    }

    /** Checkpoints and other files that are gone once it is published. */
    public Path work() {
        return building.resolve(WORK);
    }

    /** Throws away what an earlier run left. */
    public void restart() {
        try (Stream<Path> left = Files.list(work())) {
            for (Path file : left.filter(f -> !f.endsWith("lock")).toList()) {
                delete(file);
            }
            delete(index());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot empty " + building, e);
        }
    }

    /**
     * Completes the folder and moves it into place; the source that was there is deleted.
     *
     * @param manifest what the source says of itself
     * @param tokenizer the model's {@code tokenizer.json}, which is copied
     */
    public void publish(SourceManifest manifest, Path tokenizer) {
        try {
            Files.copy(tokenizer, building.resolve(TOKENIZER), StandardCopyOption.REPLACE_EXISTING);
            Files.write(building.resolve(MANIFEST), JSON.writeValueAsBytes(manifest));
            lock.close();
            delete(work());
            delete(old);
            if (Files.exists(target)) {
                Files.move(target, old, StandardCopyOption.ATOMIC_MOVE);
            }
            Files.move(building, target, StandardCopyOption.ATOMIC_MOVE);
            delete(old);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot move " + building + " into place", e);
        }
    }

    /** Removes the build and everything in it, and the model's folder if it is empty then. */
    public void discard() {
        try {
            lock.close();
            delete(building);
            try (Stream<Path> others = Files.list(target.getParent())) {
                if (others.findAny().isPresent()) {
                    return;
                }
            }
            Files.delete(target.getParent());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + building, e);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> deepestFirst;
        try (Stream<Path> all = Files.walk(folder)) {
            deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.delete(path);
        }
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
