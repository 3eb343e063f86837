package org.fragaria.pretraining;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.fragaria.model.ByteAlphabet;
import org.fragaria.problem.InvalidException;

/**
 * A vocabulary as {@code tokenizer.json} and {@code tokenizer_config.json} in Hugging Face's form: digits cut off first, then
 * GPT-2's byte level, then byte pairs; the start token is BOS and EOS and is put before every text.
 */
final class TokenizerFiles {

    private static final ObjectMapper JSON = new ObjectMapper();

    private TokenizerFiles() {}

    static void write(Path folder, BytePairs pairs, int context) {
        ModelFiles.json(folder.resolve("tokenizer_config.json"), configuration(context));
        ModelFiles.json(folder.resolve("tokenizer.json"), tokenizer(pairs));
    }

    private static Map<String, Object> configuration(int context) {
        return ordered(
                "tokenizer_class",
                "PreTrainedTokenizerFast",
                "bos_token",
                BytePairs.START,
                "eos_token",
                BytePairs.START,
                "add_bos_token",
                true,
                "model_max_length",
                context,
                "clean_up_tokenization_spaces",
                false);
    }

    private static Map<String, Object> tokenizer(BytePairs pairs) {
        Map<String, Object> byteLevel =
                ordered("type", "ByteLevel", "add_prefix_space", false, "trim_offsets", false, "use_regex", true);
        Map<String, Object> digits = ordered("type", "Digits", "individual_digits", true);
        Map<String, Object> start = ordered(
                "id",
                0,
                "content",
                BytePairs.START,
                "single_word",
                false,
                "lstrip",
                false,
                "rstrip",
                false,
                "normalized",
                false,
                "special",
                true);
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("version", "1.0");
        all.put("truncation", null);
        all.put("padding", null);
        all.put("added_tokens", List.of(start));
        all.put("normalizer", null);
        all.put("pre_tokenizer", ordered("type", "Sequence", "pretokenizers", List.of(digits, byteLevel)));
        all.put("post_processor", template());
        all.put("decoder", byteLevel);
        all.put("model", model(pairs));
        return all;
    }

    private static Map<String, Object> template() {
        Map<String, Object> start = ordered("SpecialToken", ordered("id", BytePairs.START, "type_id", 0));
        Map<String, Object> a = ordered("Sequence", ordered("id", "A", "type_id", 0));
        Map<String, Object> b = ordered("Sequence", ordered("id", "B", "type_id", 1));
        Map<String, Object> special =
                ordered("id", BytePairs.START, "ids", List.of(0), "tokens", List.of(BytePairs.START));
        return ordered(
                "type", "TemplateProcessing",
                "single", List.of(start, a),
                "pair", List.of(start, a, b),
                "special_tokens", ordered(BytePairs.START, special));
    }

    private static Map<String, Object> model(BytePairs pairs) {
        Map<String, Object> ids = new LinkedHashMap<>();
        ids.put(BytePairs.START, BytePairs.START_ID);
        for (int id = 1; id < pairs.size(); id++) {
            ids.put(visible(pairs.bytes(id)), id);
        }
        List<List<String>> merges = new ArrayList<>();
        for (BytePairs.Pair pair : pairs.merges()) {
            merges.add(List.of(visible(pairs.bytes(pair.left())), visible(pairs.bytes(pair.right()))));
        }
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("type", "BPE");
        model.put("dropout", null);
        model.put("unk_token", null);
        model.put("continuing_subword_prefix", null);
        model.put("end_of_word_suffix", null);
        model.put("fuse_unk", false);
        model.put("byte_fallback", false);
        model.put("ignore_merges", false);
        model.put("vocab", ids);
        model.put("merges", merges);
        return model;
    }

    private static String visible(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (byte b : bytes) {
            text.append(ByteAlphabet.charOf(b & 0xFF));
        }
        return text.toString();
    }

    /**
     * Reads the vocabulary that {@link #write} wrote.
     *
     * @throws InvalidException if the file is not such a one
     */
    static BytePairs read(Path folder) {
        Path file = folder.resolve("tokenizer.json");
        try {
            JsonNode model = JSON.readTree(file.toFile()).path("model");
            JsonNode ids = model.path("vocab");
            List<BytePairs.Pair> merges = new ArrayList<>();
            for (JsonNode merge : model.path("merges")) {
                merges.add(new BytePairs.Pair(
                        ids.required(merge.path(0).asText()).intValue(),
                        ids.required(merge.path(1).asText()).intValue()));
            }
            return new BytePairs(merges);
        } catch (java.io.IOException | IllegalArgumentException e) {
            throw new InvalidException(
                    file + ": expected a tokenizer written by make-demo, found: " + e.getMessage()
                            + ". Remove it to learn it anew.",
                    e);
        }
    }

    private static Map<String, Object> ordered(Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }
}
