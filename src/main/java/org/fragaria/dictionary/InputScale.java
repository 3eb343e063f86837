package org.fragaria.dictionary;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.fragaria.problem.InvalidException;

/**
 * What inputs were multiplied by in training, where it lies beside a dictionary: {@code scaling_factor} in {@code
 * activation_scaler.json}, as SAELens's training writes it, and as a registry's factor is kept. It counts only where the
 * weights need one ({@link Normalization#EXPECTED_AVERAGE_ONLY_IN}): folded weights may have the file beside them as well.
 */
final class InputScale {

    private static final String FILE = "activation_scaler.json";
    private static final String KEY = "scaling_factor";
    private static final ObjectMapper JSON = new ObjectMapper();

    private InputScale() {}

    /**
     * The factor in a dictionary's folder, or beside its file; empty if there is none.
     *
     * @throws InvalidException if the file holds no number
     */
    static OptionalDouble beside(Path dictionary) {
        Path file = Files.isDirectory(dictionary)
                ? dictionary.resolve(FILE)
                : dictionary.toAbsolutePath().resolveSibling(FILE);
        if (!Files.isRegularFile(file)) {
            return OptionalDouble.empty();
        }
        JsonNode scale = json(file).path(KEY);
        if (!scale.isNumber()) {
            throw new InvalidException("File " + file + ", key '" + KEY + "': expected a number, found "
                    + (scale.isMissingNode() ? "nothing" : scale) + ".");
        }
        return OptionalDouble.of(scale.doubleValue());
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
