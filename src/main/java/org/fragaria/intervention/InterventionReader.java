package org.fragaria.intervention;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.fragaria.dictionary.Dictionary;
import org.fragaria.model.Address;
import org.fragaria.problem.InvalidException;
import org.fragaria.weights.Weights;

/**
 * Reads interventions written as JSON: one object or a list of them. Keys of an object:
 *
 * <ul>
 *   <li>{@code method}: {@code add} (default), {@code clamp} or {@code ablate};
 *   <li>{@code feature}: its number in the dictionary; or
 *   <li>{@code address} with {@code vector}: a list of numbers, or {@code FILE.safetensors:TENSOR};
 *   <li>{@code strength}: a number, raw (not for {@code ablate});
 *   <li>{@code positions}: {@code all} (default), {@code prompt}, {@code generated} or {@code last} (the prompt's last token);
 *   <li>{@code specialTokens}: whether BOS and the like are touched too (default false).
 * </ul>
 */
public final class InterventionReader {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> KEYS =
            new TreeSet<>(Set.of("method", "feature", "address", "vector", "strength", "positions", "specialTokens"));

    private final Optional<Dictionary> dictionary;

    /** Reads with the features of a dictionary at hand, or without one. */
    public InterventionReader(Optional<Dictionary> dictionary) {
        this.dictionary = dictionary;
    }

    /**
     * Reads interventions.
     *
     * @throws InvalidException if the text is no JSON, a key is unknown or missing, or a value is out of its range
     */
    public List<Intervention> read(String json) {
        JsonNode root;
        try {
            root = JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new InvalidException("Interventions are not valid JSON: " + e.getOriginalMessage(), e);
        }
        List<Intervention> found = new ArrayList<>();
        if (root.isArray()) {
            root.forEach(node -> found.addAll(one(node)));
        } else {
            found.addAll(one(root));
        }
        return found;
    }

    /** The changes of one object: several, where a feature writes to several places. */
    private List<Intervention> one(JsonNode node) {
        if (!node.isObject()) {
            throw new InvalidException("An intervention: expected a JSON object, found " + node);
        }
        node.fieldNames().forEachRemaining(key -> {
            if (!KEYS.contains(key)) {
                throw new InvalidException("An intervention has the unknown key '" + key + "'; known are " + KEYS);
            }
        });
        Method method = choice(node, "method", Method.ADD, Method.values());
        Positions positions = choice(node, "positions", Positions.ALL, Positions.values());
        float strength = strength(node, method);
        List<Intervention> read = node.has("feature")
                ? Intervention.allOnFeature(dictionary(), feature(node), method, strength, positions)
                : List.of(Intervention.onVector(address(node), vector(node), method, strength, positions));
        return node.path("specialTokens").asBoolean(false)
                ? read.stream().map(Intervention::withSpecialTokens).toList()
                : read;
    }

    private Dictionary dictionary() {
        return dictionary.orElseThrow(() -> new InvalidException(
                "An intervention names a feature, but no dictionary was given: add --dictionary DIR."));
    }

    private static int feature(JsonNode node) {
        if (!node.path("feature").canConvertToInt() || !node.path("feature").isIntegralNumber()) {
            throw new InvalidException("Key 'feature': expected a whole number, found " + node.path("feature"));
        }
        return node.path("feature").intValue();
    }

    private static Address address(JsonNode node) {
        if (!node.path("address").isTextual()) {
            throw new InvalidException("An intervention needs a 'feature', or an 'address' with a 'vector'.");
        }
        return Address.parse(node.path("address").asText());
    }

    private static float[] vector(JsonNode node) {
        JsonNode vector = node.path("vector");
        if (vector.isTextual()) {
            return stored(vector.asText());
        }
        if (!vector.isArray()) {
            throw new InvalidException(
                    "Key 'vector': expected a list of numbers or FILE.safetensors:TENSOR, found " + vector);
        }
        float[] values = new float[vector.size()];
        for (int i = 0; i < values.length; i++) {
            if (!vector.get(i).isNumber()) {
                throw new InvalidException(
                        "Key 'vector', element " + i + ": expected a number, found " + vector.get(i));
            }
            values[i] = vector.get(i).floatValue();
        }
        return values;
    }

    private static float[] stored(String place) {
        int colon = place.lastIndexOf(':');
        if (colon < 1) {
            throw new InvalidException("Key 'vector': expected FILE.safetensors:TENSOR, found '" + place + "'");
        }
        try (Weights file = Weights.open(Path.of(place.substring(0, colon)))) {
            return file.floats(place.substring(colon + 1));
        }
    }

    private static float strength(JsonNode node, Method method) {
        if (method == Method.ABLATE) {
            return 0;
        }
        if (!node.path("strength").isNumber()) {
            throw new InvalidException("Key 'strength': expected a finite number, found "
                    + (node.has("strength") ? node.path("strength") : "none"));
        }
        return node.path("strength").floatValue();
    }

    private static <E extends Enum<E>> E choice(JsonNode node, String key, E otherwise, E[] values) {
        if (!node.has(key)) {
            return otherwise;
        }
        String name = node.path(key).asText().toUpperCase(Locale.ROOT);
        return Arrays.stream(values)
                .filter(v -> v.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new InvalidException("Key '" + key + "': expected one of "
                        + Arrays.toString(values).toLowerCase(Locale.ROOT) + ", found " + node.path(key)));
    }
}
