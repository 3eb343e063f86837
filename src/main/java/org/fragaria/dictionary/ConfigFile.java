package org.fragaria.dictionary;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;

import org.fragaria.problem.InvalidException;
import org.fragaria.problem.UnavailableException;

/**
 * SAELens's {@code cfg.json}, read and written. A file without {@code sae_lens_version}, or with one below 6, is in an
 * older layout: other key names, and everything at the top level. Unknown keys are ignored. Source: SAELens {@code
 * sae_lens/loading/pretrained_sae_loaders.py}, handle_config_defaulting and handle_pre_6_0_config.
 */
final class ConfigFile {

    static final String NAME = "cfg.json";

    /** SAELens's default where a version 6 file of a topk dictionary does not give k. */
    private static final int DEFAULT_K = 100;

    /** The version whose layout we write. */
    private static final String LAYOUT = "6.18.0";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern MAJOR = Pattern.compile("(\\d+)\\..*");

    private final Path path;
    private final JsonNode root;
    private final JsonNode metadata;
    private final boolean legacy;

    private ConfigFile(Path path, JsonNode root) {
        this.path = path;
        this.root = root;
        legacy = isLegacy(root);
        metadata = legacy ? root : root.path("metadata");
    }

    private static boolean isLegacy(JsonNode root) {
        JsonNode top = root.path("sae_lens_version");
        String version = (top.isTextual() ? top : root.path("metadata").path("sae_lens_version")).asText();
        Matcher major = MAJOR.matcher(version);
        return !major.matches() || Integer.parseInt(major.group(1)) < 6;
    }

    /** Reads a file; see {@link Dictionary#open}. */
    static DictionaryConfig read(Path path) {
        JsonNode root;
        try {
            root = JSON.readTree(Files.readAllBytes(path));
        } catch (JsonProcessingException e) {
            throw new InvalidException("File " + path + ": expected JSON, found: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UnavailableException("File " + path + " cannot be read: " + e.getMessage(), e);
        }
        if (!root.isObject()) {
            throw new InvalidException("File " + path + ": expected a JSON object, found " + root.getNodeType() + ".");
        }
        return new ConfigFile(path, root).config();
    }

    private DictionaryConfig config() {
        Architecture architecture = architecture();
        int dSae = positive(root, "d_sae");
        if (first(metadata, "hook_head_index", "hook_point_head_index").isNumber()) {
            throw invalid("hook_head_index", "null (a whole layer)", "one attention head, which is not supported");
        }
        int k = architecture == Architecture.TOPK ? k() : 0;
        if (k > dSae) {
            throw invalid("k", "at most d_sae, " + dSae, String.valueOf(k));
        }
        return new DictionaryConfig(
                architecture,
                positive(root, "d_in"),
                dSae,
                truth(root, "apply_b_dec_to_input", true),
                normalization(),
                k,
                truth(root, "rescale_acts_by_decoder_norm", false),
                truth(root, "finetuning_scaling_factor", false),
                hookName(),
                text(metadata.path("model_name")),
                truth(metadata, "prepend_bos", true),
                metadata.hasNonNull("context_size")
                        ? OptionalInt.of(positive(metadata, "context_size"))
                        : OptionalInt.empty(),
                modelOptions());
    }

    private Architecture architecture() {
        String name = text(root.path("architecture")).orElse(Architecture.STANDARD.id());
        if (legacy && first(root, "activation_fn", "activation_fn_str").asText().equals("topk")) {
            return Architecture.TOPK;
        }
        return oneOf("architecture", name, Architecture.values(), Architecture::id);
    }

    private int k() {
        JsonNode older = root.path("activation_fn_kwargs");
        if (legacy && older.has("k")) {
            return positive(older, "k");
        }
        return root.hasNonNull("k") ? positive(root, "k") : DEFAULT_K;
    }

    private Normalization normalization() {
        JsonNode value = root.path("normalize_activations");
        if (value.isBoolean()) {
            return value.booleanValue() ? Normalization.EXPECTED_AVERAGE_ONLY_IN : Normalization.NONE;
        }
        String name = text(value).orElse(Normalization.NONE.id());
        return oneOf("normalize_activations", name, Normalization.values(), Normalization::id);
    }

    /** The oldest files have a place holder for the layer in the name. */
    private String hookName() {
        String name = text(first(metadata, "hook_name", "hook_point")).orElse("");
        return name.replace(
                "{layer}", first(metadata, "hook_layer", "hook_point_layer").asText());
    }

    private Map<String, Object> modelOptions() {
        JsonNode node = metadata.path("model_from_pretrained_kwargs");
        Map<String, Object> options = new HashMap<>();
        if (node.isObject()) {
            options.putAll(JSON.convertValue(node, new TypeReference<Map<String, Object>>() {}));
            options.values().removeIf(java.util.Objects::isNull);
        }
        return options;
    }

    private static JsonNode first(JsonNode node, String key, String older) {
        JsonNode found = node.path(key);
        JsonNode result = found.isMissingNode() ? node.path(older) : found;
        return result.isNull() ? MissingNode.getInstance() : result;
    }

    private static Optional<String> text(JsonNode node) {
        return node.isTextual() && !node.asText().isBlank() ? Optional.of(node.asText()) : Optional.empty();
    }

    private int positive(JsonNode node, String key) {
        JsonNode value = node.path(key);
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 1) {
            throw invalid(key, "a whole number from 1", value.isMissingNode() ? "nothing" : value.toString());
        }
        return value.intValue();
    }

    private boolean truth(JsonNode node, String key, boolean other) {
        if (!node.hasNonNull(key)) {
            return other;
        }
        if (!node.get(key).isBoolean()) {
            throw invalid(key, "true or false", node.get(key).toString());
        }
        return node.get(key).booleanValue();
    }

    private <T> T oneOf(String key, String name, T[] values, Function<T, String> id) {
        return Arrays.stream(values)
                .filter(v -> id.apply(v).equals(name))
                .findFirst()
                .orElseThrow(() -> invalid(
                        key, "one of " + Arrays.stream(values).map(id).collect(Collectors.joining(", ")), name));
    }

    private InvalidException invalid(String key, String expected, String found) {
        return new InvalidException(
                "File " + path + ": key '" + key + "': expected " + expected + ", found " + found + ".");
    }

    /**
     * The text of a {@code cfg.json} in version 6 layout.
     *
     * @param dtype of the weights
     * @param notes further metadata, e.g. where the text came from
     */
    static String write(DictionaryConfig config, StoredAs dtype, Map<String, ?> notes) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        config.modelName().ifPresent(name -> metadata.put("model_name", name));
        metadata.put("hook_name", config.hookName());
        metadata.put("prepend_bos", config.prependBos());
        config.contextSize().ifPresent(size -> metadata.put("context_size", size));
        metadata.put("sae_lens_version", LAYOUT);
        metadata.putAll(notes);
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("architecture", config.architecture().id());
        root.put("d_in", config.dIn());
        root.put("d_sae", config.dSae());
        root.put("dtype", dtype.id());
        root.put("device", "cpu");
        root.put("apply_b_dec_to_input", config.applyBDecToInput());
        root.put("normalize_activations", config.normalization().id());
        root.put("reshape_activations", "none");
        if (config.architecture() == Architecture.TOPK) {
            root.put("k", config.k());
            root.put("rescale_acts_by_decoder_norm", config.rescaleActsByDecoderNorm());
        }
        root.put("metadata", metadata);
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Notes " + notes + " cannot be written as JSON", e);
        }
    }
}
