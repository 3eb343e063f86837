package org.fragaria.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.fragaria.problem.InvalidException;
import org.fragaria.problem.NotFoundException;

/**
 * A JSON object in a file of the model's folder, read with errors that name the file and the key.
 *
 * @param path the file
 * @param root its content
 */
record JsonFile(Path path, JsonNode root) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Reads a file.
     *
     * @throws NotFoundException if it is missing
     * @throws InvalidException if it is not a JSON object
     */
    static JsonFile read(Path path) {
        return readIfPresent(path)
                .orElseThrow(() -> new NotFoundException("File missing: " + path
                        + ". Expected a folder in Hugging Face layout with config.json, tokenizer.json and"
                        + " *.safetensors."));
    }

    /** The file's content, or empty if there is no such file. */
    static Optional<JsonFile> readIfPresent(Path path) {
        if (!Files.isRegularFile(path)) {
            return Optional.empty();
        }
        try {
            JsonNode root = JSON.readTree(path.toFile());
            if (root == null || !root.isObject()) {
                throw new InvalidException(path + ": expected a JSON object at the top");
            }
            return Optional.of(new JsonFile(path, root));
        } catch (JsonProcessingException e) {
            throw new InvalidException(path + " is not valid JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new InvalidException(path + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** A whole number ≥ 1 under the first of some keys that is there. */
    int positive(String... keys) {
        for (String key : keys) {
            JsonNode node = root.path(key);
            if (node.isNumber()) {
                if (!node.canConvertToInt() || node.intValue() < 1) {
                    throw wrong(key, "a whole number from 1", node);
                }
                return node.intValue();
            }
        }
        throw new InvalidException(path + " lacks the key '" + String.join("' or '", keys) + "': expected a number");
    }

    /** A whole number ≥ 1 under a key, or another value where the key is missing or null. */
    int positiveOr(int other, String key) {
        return present(key) ? positive(key) : other;
    }

    /** A number under a key, or another value where the key is missing or null. */
    double numberOr(double other, String key) {
        if (!present(key)) {
            return other;
        }
        JsonNode node = root.get(key);
        if (!node.isNumber()) {
            throw wrong(key, "a number", node);
        }
        return node.doubleValue();
    }

    /** A truth value under a key, or another value where the key is missing or null. */
    boolean truthOr(boolean other, String key) {
        if (!present(key)) {
            return other;
        }
        JsonNode node = root.get(key);
        if (!node.isBoolean()) {
            throw wrong(key, "true or false", node);
        }
        return node.booleanValue();
    }

    /** A text under a key, or another value where the key is missing or null. */
    String textOr(String other, String key) {
        return present(key) ? root.get(key).asText() : other;
    }

    boolean present(String key) {
        return root.hasNonNull(key);
    }

    InvalidException wrong(String key, String expected, Object found) {
        return new InvalidException(path + ", key '" + key + "': expected " + expected + ", found " + found);
    }
}
