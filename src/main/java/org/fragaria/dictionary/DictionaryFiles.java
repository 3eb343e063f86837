package org.fragaria.dictionary;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.fragaria.problem.InvalidException;
import org.fragaria.problem.NotFoundException;
import org.fragaria.weights.Weights;

/**
 * The files of one dictionary: those of a folder, or one file that somebody named and what lies beside it. Opens weights,
 * and owns them: closed with the dictionary. For one thread while reading.
 */
final class DictionaryFiles implements AutoCloseable {

    private final Path path;
    private final Path folder;
    private final Map<Path, Weights> open = new TreeMap<>();
    private final List<Path> read = new ArrayList<>();
    private final List<String> assumptions = new ArrayList<>();

    /**
     * Looks at what is there.
     *
     * @param path a folder or a file
     * @throws NotFoundException if there is neither
     */
    DictionaryFiles(Path path) {
        this.path = path.toAbsolutePath().normalize();
        if (!Files.exists(path)) {
            throw new NotFoundException("Dictionary " + path + ": expected a folder or a file, found neither.");
        }
        Path parent = this.path.getParent();
        folder = Files.isDirectory(this.path) || parent == null ? this.path : parent;
    }

    /** What was named. */
    Path path() {
        return path;
    }

    /** The folder that the files lie in. */
    Path folder() {
        return folder;
    }

    /** Whether a file is there; when one file was named, it must be that one or no file of weights. */
    boolean has(String name) {
        Path file = folder.resolve(name);
        return Files.isRegularFile(file) && (path.equals(folder) || path.equals(file) || !isWeights(name));
    }

    /** The names of all files, sorted; at most 1,000. */
    List<String> names() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString())
                    .sorted()
                    .limit(1000)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For messages: what is there. */
    String listing() {
        String names = names().stream().limit(20).collect(Collectors.joining(", "));
        return names.isEmpty() ? "an empty folder" : names;
    }

    private static boolean isWeights(String name) {
        return name.endsWith(".safetensors")
                || name.endsWith(".npz")
                || name.endsWith(".pt")
                || name.endsWith(".pth")
                || name.endsWith(".bin");
    }

    /** The one file of weights: the one that was named, or the only one in the folder. */
    Optional<String> single() {
        if (!path.equals(folder)) {
            return Optional.of(path.getFileName().toString());
        }
        List<String> found = names().stream().filter(DictionaryFiles::isWeights).toList();
        return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
    }

    /** Weights in a file, opened once. */
    Weights weights(String name) {
        return open.computeIfAbsent(folder.resolve(name), Weights::open);
    }

    /** The names of the tensors in the one file of weights; none if there are several files. */
    java.util.Set<String> tensors() {
        return single().map(name -> weights(name).names()).orElse(java.util.Set.of());
    }

    /** A file of settings, in JSON. */
    Settings json(String name) {
        read.add(folder.resolve(name));
        return Settings.json(folder.resolve(name));
    }

    /** Notes down something that the files do not say. */
    void assume(String sentence) {
        assumptions.add(sentence);
    }

    /** Where the numbers come from. */
    Provenance provenance(String format) {
        List<Path> all = new ArrayList<>(read);
        all.addAll(open.keySet());
        return new Provenance(format, all, assumptions);
    }

    /** The first match of a pattern in the path, from its end: published dictionaries say much by their folders' names. */
    Optional<Matcher> inPath(Pattern pattern) {
        for (int i = path.getNameCount() - 1; i >= 0; i--) {
            Matcher matcher = pattern.matcher(path.getName(i).toString());
            if (matcher.find()) {
                return Optional.of(matcher);
            }
        }
        return Optional.empty();
    }

    /** An error that names the folder. */
    InvalidException invalid(String problem) {
        return new InvalidException("Dictionary " + path + ": " + problem);
    }

    @Override
    public void close() {
        open.values().forEach(Weights::close);
    }
}
