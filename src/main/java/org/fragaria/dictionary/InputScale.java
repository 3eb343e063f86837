package org.fragaria.dictionary;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.fragaria.problem.InvalidException;

/**
 * What inputs were multiplied by in training, where it lies beside a dictionary: {@code scaling_factor} in {@code
 * activation_scaler.json}, as SAELens's training writes it. It counts only while {@code cfg.json} says that it was not
 * folded ({@code expected_average_only_in}, or {@code true} in old files): folded weights may have the file beside them
 * as well.
 */
public final class InputScale {

    /** The file's name. */
    public static final String FILE = "activation_scaler.json";

    private static final String KEY = "scaling_factor";
    private static final ObjectMapper JSON = new ObjectMapper();

    private InputScale() {}

    /**
     * Opens a dictionary, and folds the input scale that lies beside it if its weights need one.
     *
     * @param path what {@link Dictionary#open(Path)} takes
     * @throws InvalidException as there, or if the file holds no number
     */
    public static Dictionary open(Path path) {
        Path file = path.resolve(FILE);
        return Files.isRegularFile(file) && needed(path.resolve(ConfigFile.NAME))
                ? Dictionary.open(path, read(file))
                : Dictionary.open(path);
    }

    /** Whether a {@code cfg.json} says that the scale was not folded. */
    public static boolean needed(JsonNode config) {
        JsonNode value = config.path("normalize_activations");
        return value.isBoolean()
                ? value.booleanValue()
                : value.asText().equals(Normalization.EXPECTED_AVERAGE_ONLY_IN.id());
    }

    private static boolean needed(Path config) {
        return Files.isRegularFile(config) && needed(json(config));
    }

    private static double read(Path file) {
        JsonNode scale = json(file).path(KEY);
        if (!scale.isNumber()) {
            throw new InvalidException("File " + file + ", key '" + KEY + "': expected a number, found "
                    + (scale.isMissingNode() ? "nothing" : scale) + ".");
        }
        return scale.doubleValue();
    }

    private static JsonNode json(Path file) {
        try {
            JsonNode root = JSON.readTree(file.toFile());
            return root == null ? JSON.nullNode() : root;
        } catch (IOException e) {
            throw new InvalidException("File " + file + ": expected JSON, found: " + e.getMessage(), e);
        }
    }
}
