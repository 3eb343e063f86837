package org.fragaria.hub;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import org.yaml.snakeyaml.LoaderOptions;

import org.fragaria.problem.InvalidException;
import org.fragaria.problem.NotFoundException;

/**
 * SAELens's list of published dictionaries, {@code pretrained_saes.yaml}: a map from release to repository, model, format
 * and dictionaries. Unknown keys are ignored, since the list grows. Layout: SAELens {@code sae_lens/pretrained_saes.yaml}.
 * Immutable.
 */
public final class Registry {

    private static final int NEAREST = 5;

    /** The list had 0.6 million characters in 2025; the parser's own limit is 3 million. */
    private static final int LONGEST = 100_000_000;

    private final Map<String, Release> releases;

    private Registry(Map<String, Release> releases) {
        this.releases = releases;
    }

    /**
     * Reads a registry.
     *
     * @param where what is read, for messages
     * @throws InvalidException if it is not YAML, or a release lacks what it needs
     */
    static Registry read(byte[] yaml, String where) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(LONGEST);
        ObjectMapper mapper =
                new ObjectMapper(YAMLFactory.builder().loaderOptions(options).build());
        JsonNode root;
        try {
            root = mapper.readTree(yaml);
        } catch (JsonProcessingException e) {
            throw new InvalidException("Registry " + where + ": expected YAML, found: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory can be read", e);
        }
        if (root == null || !root.isObject() || root.isEmpty()) {
            throw new InvalidException("Registry " + where + ": expected a map from releases to their dictionaries"
                    + " (SAELens's pretrained_saes.yaml).");
        }
        Map<String, Release> releases = new LinkedHashMap<>();
        root.properties()
                .forEach(one ->
                        releases.put(one.getKey(), new Reader(where, one.getKey(), mapper).release(one.getValue())));
        return new Registry(releases);
    }

    /** All releases, in the list's order. */
    public List<Release> releases() {
        return List.copyOf(releases.values());
    }

    /**
     * One release.
     *
     * @param name its name in the list
     * @throws NotFoundException if there is none of that name
     */
    public Release release(String name) {
        Release found = releases.get(name);
        if (found != null) {
            return found;
        }
        List<String> near = Nearest.to(name, List.copyOf(releases.keySet()), NEAREST);
        throw new NotFoundException(
                "Release '" + name + "' is not in the registry, which has " + releases.size()
                        + (near.isEmpty() ? "" : "; the nearest are " + String.join(", ", near))
                        + ". All of them: ./fragaria releases. A repository that is not listed: --dictionary owner/name/folder.");
    }

    /** Reads one release. */
    private record Reader(String where, String name, ObjectMapper mapper) {

        Release release(JsonNode node) {
            Release release = new Release(
                    name,
                    required(node, "repo_id"),
                    required(node, "model"),
                    text(node, "conversion_func").filter(format -> !format.equals("sae_lens")),
                    map(node.path("config_overrides"), new TypeReference<Map<String, Object>>() {}),
                    map(node.path("links"), new TypeReference<Map<String, String>>() {}));
            JsonNode list = node.path("saes");
            if (!list.isArray() || list.isEmpty()) {
                throw wrong("saes", "a list of dictionaries", list);
            }
            list.forEach(one -> release.add(new Published(
                    release,
                    required(one, "id"),
                    required(one, "path"),
                    text(one, "neuronpedia").filter(np -> np.indexOf('/') > 0),
                    number(one, "l0"),
                    number(one, "variance_explained"),
                    number(one, "norm_scaling_factor"))));
            return release;
        }

        private String required(JsonNode node, String key) {
            return text(node, key).orElseThrow(() -> wrong(key, "a text", node.path(key)));
        }

        private static Optional<String> text(JsonNode node, String key) {
            return node.path(key).isValueNode() && !node.path(key).isNull()
                    ? Optional.of(node.path(key).asText())
                    : Optional.empty();
        }

        private OptionalDouble number(JsonNode node, String key) {
            if (!node.hasNonNull(key)) {
                return OptionalDouble.empty();
            }
            if (!node.path(key).isNumber()) {
                throw wrong(key, "a number", node.path(key));
            }
            return OptionalDouble.of(node.path(key).doubleValue());
        }

        private <V> Map<String, V> map(JsonNode node, TypeReference<Map<String, V>> type) {
            if (!node.isObject()) {
                return Map.of();
            }
            Map<String, V> values = mapper.convertValue(node, type);
            values.values().removeIf(java.util.Objects::isNull);
            return values;
        }

        private InvalidException wrong(String key, String expected, JsonNode found) {
            return new InvalidException("Registry " + where + ", release " + name + ", key '" + key + "': expected "
                    + expected + ", found " + (found.isMissingNode() ? "nothing" : found) + ".");
        }
    }
}
