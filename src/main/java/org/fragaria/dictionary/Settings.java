package org.fragaria.dictionary;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.fragaria.problem.InvalidException;
import org.fragaria.problem.TooLargeException;
import org.fragaria.problem.UnavailableException;

/**
 * Settings in a file, with messages that name file and key. JSON, or of YAML the lines {@code key: value} at the outermost
 * level, which is all that files of dictionaries need; what is nested there is left out.
 *
 * @param path the file
 * @param root what it says, or a part
 */
record Settings(Path path, JsonNode root) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** No settings of a dictionary are longer, in bytes. */
    private static final long LONGEST = 16 << 20;

    static Settings json(Path path) {
        JsonNode root;
        try {
            root = JSON.readTree(bytes(path));
        } catch (JsonProcessingException e) {
            throw new InvalidException("File " + path + ": expected JSON, found: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UnavailableException("File " + path + " cannot be read: " + e.getMessage(), e);
        }
        if (root == null || !root.isObject()) {
            throw new InvalidException("File " + path + ": expected a JSON object, found "
                    + (root == null ? "nothing" : root.getNodeType()) + ".");
        }
        return new Settings(path, root);
    }

    private static byte[] bytes(Path path) throws IOException {
        long size = Files.size(path);
        if (size > LONGEST) {
            throw new TooLargeException(
                    "File " + path + ": expected settings of at most " + LONGEST + " bytes, found " + size + ".");
        }
        return Files.readAllBytes(path);
    }

    static Settings yaml(Path path) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        try {
            String text = new String(bytes(path), java.nio.charset.StandardCharsets.UTF_8);
            text.lines()
                    .filter(line -> !line.isBlank() && !Character.isWhitespace(line.charAt(0)))
                    .filter(line -> line.charAt(0) != '#' && line.charAt(0) != '-' && line.contains(":"))
                    .forEach(line -> putLine(root, line));
        } catch (IOException e) {
            throw new UnavailableException("File " + path + " cannot be read: " + e.getMessage(), e);
        }
        return new Settings(path, root);
    }

    private static void putLine(ObjectNode root, String line) {
        int colon = line.indexOf(':');
        String value = line.substring(colon + 1).replaceFirst("\\s#.*$", "").strip();
        String plain = value.replaceFirst("^(['\"])(.*)\\1$", "$2");
        String key = line.substring(0, colon).strip();
        if (value.matches("-?\\d{1,9}")) {
            root.put(key, Integer.parseInt(value));
        } else if (value.equals("true") || value.equals("false")) {
            root.put(key, value.equals("true"));
        } else {
            root.put(key, plain);
        }
    }

    /** The settings under a key; empty ones if there are none. */
    Settings part(String key) {
        return new Settings(path, root.path(key));
    }

    /** A text that is not blank. */
    Optional<String> text(String key) {
        JsonNode node = root.path(key);
        return node.isTextual() && !node.asText().isBlank() ? Optional.of(node.asText()) : Optional.empty();
    }

    /** A text that must be there. */
    String requireText(String key) {
        return text(key).orElseThrow(() -> invalid(key, "a text"));
    }

    /** A whole number from 1, if the key is there. */
    OptionalInt count(String key) {
        JsonNode value = root.path(key);
        if (value.isMissingNode() || value.isNull()) {
            return OptionalInt.empty();
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 1) {
            throw invalid(key, "a whole number from 1");
        }
        return OptionalInt.of(value.intValue());
    }

    /** A whole number from 1 that must be there. */
    int requireCount(String key) {
        return count(key).orElseThrow(() -> invalid(key, "a whole number from 1"));
    }

    /** A finite number that must be there. */
    double requireNumber(String key) {
        JsonNode value = root.path(key);
        if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
            throw invalid(key, "a number");
        }
        return value.doubleValue();
    }

    /** True or false; {@code other} if the key is not there. */
    boolean truth(String key, boolean other) {
        JsonNode value = root.path(key);
        if (value.isMissingNode() || value.isNull()) {
            return other;
        }
        if (!value.isBoolean()) {
            throw invalid(key, "true or false");
        }
        return value.booleanValue();
    }

    /** The error for a value that is not what it must be. */
    InvalidException invalid(String key, String expected) {
        JsonNode value = root.path(key);
        return new InvalidException("File " + path + ": key '" + key + "': expected " + expected + ", found "
                + (value.isMissingNode() ? "nothing" : value.toString()) + ".");
    }
}
