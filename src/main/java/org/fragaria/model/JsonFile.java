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
 * @param at where in the file the object stands: its key and a dot, or nothing for the whole file
 * @param root its content
 */
record JsonFile(Path path, String at, JsonNode root) {

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
            return Optional.of(new JsonFile(path, "", root));
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
        throw new InvalidException(
                path + " lacks the key '" + at + String.join("' or '" + at, keys) + "': expected a number");
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

    /** A number under a key that must be there. */
    float number(String key) {
        if (!present(key)) {
            throw wrong(key, "a number", "none");
        }
        return (float) numberOr(0, key);
    }

    /** A bound > 0 under a key; 0, which stands for none, where it is null; another value where the key is missing. */
    double boundOr(double other, String key) {
        if (root.has(key) && !present(key)) {
            return 0;
        }
        double bound = numberOr(other, key);
        if (!(bound >= 0)) {
            throw wrong(key, "a number from 0, or null", bound);
        }
        return bound;
    }

    /** A whole number ≥ 1 under a key; 0, which stands for none, where it is null; another where the key is missing. */
    int unlessNull(int other, String key) {
        return root.has(key) && !present(key) ? 0 : positiveOr(other, key);
    }

    /** A whole number ≥ 0 under a key, or another value where the key is missing or null. */
    int wholeOr(int other, String key) {
        if (!present(key)) {
            return other;
        }
        JsonNode node = root.get(key);
        if (!node.canConvertToInt() || node.intValue() < 0) {
            throw wrong(key, "a whole number from 0", node);
        }
        return node.intValue();
    }

    /** The object under a key, if there is one. */
    Optional<JsonFile> child(String key) {
        if (!present(key)) {
            return Optional.empty();
        }
        if (!root.get(key).isObject()) {
            throw wrong(key, "a JSON object", root.get(key));
        }
        return Optional.of(new JsonFile(path, at + key + ".", root.get(key)));
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
        return new InvalidException(path + ", key '" + at + key + "': expected " + expected + ", found " + found);
    }
}
