package org.fragaria.pretraining;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.fragaria.problem.ConflictException;
import org.fragaria.problem.InvalidException;
import org.fragaria.problem.UnavailableException;
import org.fragaria.village.Village.Stage;
import org.fragaria.weights.SafetensorsFile;
import org.fragaria.weights.SafetensorsWriter;

/**
 * An unfinished training on disk: {@code .pretraining.safetensors} in the model's folder, replaced in one step. Its tensors
 * are those of {@link LlamaWeights}; its metadata holds {@code run} (what is being trained, as JSON) and {@code at} (how far it
 * is, as JSON). Chance is used only for the weights' start, so there is no state of it.
 */
final class Checkpoint {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final String run;

    /**
     * How far a training is.
     *
     * @param step gradient steps done
     * @param document number of the next document
     * @param stage of the curriculum
     */
    record At(int step, long document, Stage stage) {}

    Checkpoint(Path folder, Map<String, ?> run) {
        file = folder.resolve(".pretraining.safetensors");
        this.run = json(run);
    }

    void save(At at, LlamaWeights weights) {
        SafetensorsWriter writer = new SafetensorsWriter().metadata("run", run).metadata("at", json(at));
        weights.save(writer);
        writer.write(file);
    }

    /**
     * Opens the state of an earlier, unfinished run of the same training; the caller closes it.
     *
     * @throws ConflictException if the state is that of another training
     */
    Optional<SafetensorsFile> find() {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        SafetensorsFile found = SafetensorsFile.open(file);
        String other = found.metadata().getOrDefault("run", "nothing");
        if (!other.equals(run)) {
            found.close();
            throw new ConflictException("File " + file + " is the state of an unfinished training with other settings."
                    + " There: " + other + " Here: " + run
                    + " Finish it with its own settings, name another folder, or remove the file.");
        }
        return Optional.of(found);
    }

    At at(SafetensorsFile found) {
        try {
            return JSON.readValue(found.metadata().getOrDefault("at", ""), At.class);
        } catch (JsonProcessingException e) {
            throw new InvalidException(
                    "File " + file + ": its metadata 'at' cannot be read. Remove the file to begin again.", e);
        }
    }

    /** Removes the state, once it is not needed any more. */
    void remove() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UnavailableException("File " + file + " cannot be removed: " + e.getMessage(), e);
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
