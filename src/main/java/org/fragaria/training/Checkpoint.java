package org.fragaria.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.fragaria.corpus.TokenWindows.Cursor;
import org.fragaria.problem.ConflictException;
import org.fragaria.problem.InvalidException;
import org.fragaria.problem.UnavailableException;
import org.fragaria.weights.SafetensorsFile;
import org.fragaria.weights.SafetensorsWriter;

/**
 * An unfinished training on disk: {@code .training/state.safetensors} in the output folder, replaced in one step. Its
 * tensors are the {@link SaeParameters}; its metadata holds {@code run} (what is being trained, as JSON) and {@code at}
 * (how far it is, as JSON).
 */
final class Checkpoint {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Where a result lies until it is judged. */
    static final String ASIDE = "dictionary";

    private final Path folder;
    private final String run;

    /**
     * How far a training is.
     *
     * @param step gradient steps done
     * @param block number of the block of activations in use
     * @param batch batches of it that were used
     * @param from where the block begins
     * @param scale what activations are multiplied by
     * @param variance mean squared distance of the scaled activations from their mean
     * @param strengths of the sparsity penalty, or thresholds
     */
    record At(int step, int block, int batch, Cursor from, double scale, double variance, List<Double> strengths) {}

    /** The checkpoint of a run, described by its settings, below an output folder. */
    Checkpoint(Path out, Map<String, ?> run) {
        folder = out.resolve(".training");
        this.run = json(run);
    }

    /** A folder beside the state for what is not finished; whatever an earlier run left in it is removed. */
    Path emptyFolder(String name) {
        remove(folder.resolve(name));
        return folder.resolve(name);
    }

    private Path file() {
        return folder.resolve("state.safetensors");
    }

    /** Whether there is one. */
    boolean exists() {
        return Files.exists(file());
    }

    void save(At at, SaeParameters parameters) {
        SafetensorsWriter writer = new SafetensorsWriter().metadata("run", run).metadata("at", json(at));
        parameters.save(writer);
        writer.write(file());
    }

    /**
     * Opens the state of an earlier, unfinished run of the same training; the caller closes it.
     *
     * @throws ConflictException if the state is that of another training
     */
    Optional<SafetensorsFile> find() {
        if (!exists()) {
            return Optional.empty();
        }
        SafetensorsFile file = SafetensorsFile.open(file());
        String found = file.metadata().getOrDefault("run", "nothing");
        if (!found.equals(run)) {
            file.close();
            throw new ConflictException("Folder " + folder
                    + " holds an unfinished training with other settings. There: "
                    + found + " Here: " + run + " Finish it with its own settings, name another folder, or remove "
                    + folder + ".");
        }
        return Optional.of(file);
    }

    At at(SafetensorsFile file) {
        try {
            return JSON.readValue(file.metadata().getOrDefault("at", ""), At.class);
        } catch (JsonProcessingException e) {
            throw new InvalidException(
                    "File " + file() + ": its metadata 'at' cannot be read. Remove " + folder + " to begin again.", e);
        }
    }

    /** Removes the state, once it is not needed any more; it goes last, since it says that there is something to remove. */
    void remove() {
        emptyFolder(ASIDE);
        remove(folder);
    }

    private static void remove(Path root) {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> found = Files.walk(root)) {
            List<Path> deepestFirst = found.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UnavailableException("Folder " + root + " cannot be removed: " + e.getMessage(), e);
        }
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
