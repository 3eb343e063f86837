package org.fragaria.dictionary;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
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

    /** SAELens's names; a transcoder's says its activation function as well. */
    private static final Map<String, Architecture> ARCHITECTURES = new LinkedHashMap<>();

    static {
        for (Architecture one :
                List.of(Architecture.STANDARD, Architecture.TOPK, Architecture.JUMPRELU, Architecture.GATED)) {
            ARCHITECTURES.put(one.id(), one);
        }
        ARCHITECTURES.put("transcoder", Architecture.STANDARD);
        ARCHITECTURES.put("skip_transcoder", Architecture.STANDARD);
        ARCHITECTURES.put("jumprelu_transcoder", Architecture.JUMPRELU);
        ARCHITECTURES.put("jumprelu_skip_transcoder", Architecture.JUMPRELU);
    }

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
        return !major.matches() || major.group(1).length() < 6 && Integer.parseInt(major.group(1)) < 6;
    }

    /** Reads a file; see {@link Dictionary#open}. */
    static DictionaryConfig read(Settings settings) {
        return new ConfigFile(settings.path(), settings.root()).config();
    }

    private DictionaryConfig config() {
        Architecture architecture = architecture();
        int dSae = positive(root, "d_sae");
        if (first(metadata, "hook_head_index", "hook_point_head_index").isNumber()) {
            throw invalid("hook_head_index", "null (a whole layer)", "one attention head, which is not supported");
        }
        Optional<Transcoding> transcoding = transcoding();
        int k = architecture == Architecture.TOPK ? k() : 0;
        if (k > dSae) {
            throw invalid("k", "at most d_sae, " + dSae, String.valueOf(k));
        }
        Optional<String> model = text(metadata.path("model_name"));
        HookNames.Place place = HookNames.place(hookName("hook_name", "hook_point"), model, transcoding.isPresent());
        if (architecture == Architecture.GATED && truth(root, "rescale_acts_by_decoder_norm", false)) {
            throw invalid(
                    "rescale_acts_by_decoder_norm", "false for gated, whose paths it does not tell apart", "true");
        }
        return new DictionaryConfig(
                architecture,
                positive(root, "d_in"),
                dSae,
                transcoding.isEmpty() && truth(root, "apply_b_dec_to_input", true),
                place.preGain() ? Normalization.RMS_NORM : normalization(),
                k,
                truth(root, "rescale_acts_by_decoder_norm", false),
                truth(root, "finetuning_scaling_factor", false),
                place.hookName(),
                model,
                truth(metadata, "prepend_bos", true),
                metadata.hasNonNull("context_size")
                        ? OptionalInt.of(positive(metadata, "context_size"))
                        : OptionalInt.empty(),
                modelOptions(),
                transcoding);
    }

    private Architecture architecture() {
        String name = text(root.path("architecture")).orElse(Architecture.STANDARD.id());
        if (legacy && first(root, "activation_fn", "activation_fn_str").asText().equals("topk")) {
            return Architecture.TOPK;
        }
        if (name.equals("matching_pursuit") || name.equals("temporal")) {
            throw invalid("architecture", "one that is supported", name + ", which is not supported yet");
        }
        return oneOf("architecture", name, ARCHITECTURES.keySet().toArray(String[]::new), n -> n, ARCHITECTURES::get);
    }

    private Optional<Transcoding> transcoding() {
        String name = text(root.path("architecture")).orElse("");
        if (!name.endsWith("transcoder")) {
            return Optional.empty();
        }
        String out = HookNames.place(hookName("hook_name_out", "hook_point_out"), Optional.empty(), true)
                .hookName();
        return Optional.of(new Transcoding(positive(root, "d_out"), out, name.contains("skip")));
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
        Normalization[] known = Arrays.stream(Normalization.values())
                .filter(n -> n != Normalization.RMS_NORM)
                .toArray(Normalization[]::new);
        return oneOf("normalize_activations", name, known, Normalization::id, n -> n);
    }

    /** The oldest files have a place holder for the layer in the name. */
    private String hookName(String key, String older) {
        String name = text(first(metadata, key, older)).orElse("");
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

    private <T, R> R oneOf(String key, String name, T[] values, Function<T, String> id, Function<T, R> result) {
        return Arrays.stream(values)
                .filter(v -> id.apply(v).equals(name))
                .findFirst()
                .map(result)
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
