package org.fragaria.intervention;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.fragaria.dictionary.Dictionary;
import org.fragaria.model.Address;
import org.fragaria.model.Vocabulary;
import org.fragaria.problem.InvalidException;
import org.fragaria.weights.Weights;

/**
 * Reads interventions written as JSON: one object or a list of them; {@code docs/interventions.md} has examples. Keys of an
 * object:
 *
 * <ul>
 *   <li>{@code method}: a word of {@link Method}, {@code add} by default;
 *   <li>{@code feature}: its number in the dictionary, or with {@code source} in that source's; or
 *   <li>{@code address} with {@code vector}: a list of numbers, or {@code FILE.safetensors:TENSOR};
 *   <li>{@code strength}: a number, raw (not for methods without one); of {@code ablate_mean}, {@code mean} in its place;
 *   <li>{@code low}: lower bound of {@code cap}, whose upper one is the strength; one of the two may be left out;
 *   <li>{@code unit}: only {@code raw}, since what a maximum or a typical norm is, a measured source knows;
 *   <li>{@code positions}: a word of {@link Positions}, {@code all} by default, with {@code from} and {@code to} for {@code
 *       range} and {@code tokens}, a list of texts, for {@code tokens};
 *   <li>{@code where}: {@code {"feature": number, "above": activation}}, only where that feature of the dictionary (or of its
 *       own {@code source}) is above it;
 *   <li>{@code specialTokens}: whether BOS and the like are touched too (default false).
 * </ul>
 */
public final class InterventionReader {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> KEYS = new TreeSet<>(Set.of(
            "method",
            "source",
            "feature",
            "address",
            "vector",
            "strength",
            "mean",
            "low",
            "unit",
            "positions",
            "from",
            "to",
            "tokens",
            "where",
            "specialTokens"));

    private final Optional<Dictionary> dictionary;
    private final Optional<Vocabulary> vocabulary;
    private final Function<String, Dictionary> sources;

    /** Reads with the features of a dictionary at hand, or without one, and with no tokens to name. */
    public InterventionReader(Optional<Dictionary> dictionary) {
        this(dictionary, Optional.empty());
    }

    /** Reads with the features of a dictionary at hand, or without one. */
    public InterventionReader(Optional<Dictionary> dictionary, Optional<Vocabulary> vocabulary) {
        this(dictionary, vocabulary, source -> {
            throw new InvalidException("An intervention names the source '" + source
                    + "', but no data folder was given, in which sources are: add --data.");
        });
    }

    /**
     * Reads with sources at hand as well.
     *
     * @param sources the dictionary of a source by its id
     */
    public InterventionReader(
            Optional<Dictionary> dictionary, Optional<Vocabulary> vocabulary, Function<String, Dictionary> sources) {
        this.dictionary = dictionary;
        this.vocabulary = vocabulary;
        this.sources = sources;
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
        requireRaw(node);
        Scope scope = scope(node);
        float strength = strength(node, method);
        List<Intervention> read = node.has("feature")
                ? Intervention.allOnFeature(dictionary(node), whole(node, "feature"), method, strength, scope)
                : List.of(Intervention.onVector(address(node), vector(node), method, strength, scope));
        if (!node.has("low")) {
            return read;
        }
        if (method != Method.CAP) {
            throw new InvalidException("Key 'low': expected only beside the method cap, whose lower bound it is.");
        }
        float low = number(node, "low");
        return read.stream().map(cap -> cap.withLow(low)).toList();
    }

    private static void requireRaw(JsonNode node) {
        if (node.has("unit") && !"raw".equals(node.path("unit").asText())) {
            throw new InvalidException("Key 'unit': expected raw, found " + node.path("unit")
                    + ". How large a feature's maximum or a tensor's typical norm is, a measured source knows: the lab and"
                    + " the API of a server take max and norm.");
        }
    }

    private Scope scope(JsonNode node) {
        Positions positions = choice(node, "positions", Positions.ALL, Positions.values());
        Scope scope =
                switch (positions) {
                    case RANGE ->
                        Scope.range(whole(node, "from"), node.has("to") ? whole(node, "to") : Integer.MAX_VALUE);
                    case TOKENS -> Scope.tokens(tokens(node));
                    default -> Scope.of(positions);
                };
        if (node.has("where")) {
            JsonNode where = node.path("where");
            scope = scope.where(
                    Condition.onFeature(dictionary(where), whole(where, "feature"), number(where, "above")));
        }
        return node.path("specialTokens").asBoolean(false) ? scope.withSpecialTokens() : scope;
    }

    private Set<Integer> tokens(JsonNode node) {
        List<String> texts = new ArrayList<>();
        node.path("tokens").forEach(text -> texts.add(text.asText()));
        Vocabulary known = vocabulary.orElseThrow(
                () -> new InvalidException("Positions 'tokens': expected a model whose tokens are known."));
        return TokenMatches.of(texts, known.size(), known::text);
    }

    private Dictionary dictionary(JsonNode node) {
        if (node.has("source")) {
            return sources.apply(node.path("source").asText());
        }
        return dictionary.orElseThrow(() -> new InvalidException(
                "An intervention names a feature, but no dictionary was given: add --dictionary DIR."));
    }

    private static int whole(JsonNode node, String key) {
        JsonNode value = node.path(key);
        if (!value.canConvertToInt() || !value.isIntegralNumber()) {
            throw new InvalidException("Key '" + key + "': expected a whole number, found " + found(value));
        }
        return value.intValue();
    }

    private static float number(JsonNode node, String key) {
        JsonNode value = node.path(key);
        if (!value.isNumber()) {
            throw new InvalidException("Key '" + key + "': expected a finite number, found " + found(value));
        }
        return value.floatValue();
    }

    private static String found(JsonNode value) {
        return value.isMissingNode() ? "none" : value.toString();
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
        if (method == Method.CAP && !node.has("strength") && node.has("low")) {
            return Float.POSITIVE_INFINITY;
        }
        return switch (method.unit()) {
            case NONE -> 0;
            case MEAN -> number(node, "mean");
            case ACTIVATION, FACTOR -> number(node, "strength");
        };
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
