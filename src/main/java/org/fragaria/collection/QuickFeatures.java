package org.fragaria.collection;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.fragaria.problem.InvalidException;
import org.fragaria.problem.TooLargeException;

/**
 * Features as a quick list names them, in Neuronpedia's words: {@code [{"modelId": …, "layer": …, "index": …,
 * "description": …}]}, where the layer is the source's id and the index a number or its digits.
 */
final class QuickFeatures {

    private static final ObjectMapper JSON = new ObjectMapper();

    private QuickFeatures() {}

    /**
     * Reads them.
     *
     * @throws InvalidException if the text is not such a list; the message names the entry
     * @throws TooLargeException if it has more than {@code most}
     */
    static List<ListWords.Entry> read(String text, int most) {
        JsonNode all = parse(text);
        if (all.size() > most) {
            throw new TooLargeException(
                    "Parameter features has " + all.size() + " features: expected at most " + most + ".");
        }
        List<ListWords.Entry> entries = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            entries.add(entry(all.get(i), "features[" + i + "]"));
        }
        return entries;
    }

    /** Writes them. */
    static String write(List<ListWords.Entry> entries) {
        var all = JSON.createArrayNode();
        for (ListWords.Entry entry : entries) {
            all.addObject()
                    .put("modelId", entry.feature().model())
                    .put("layer", entry.feature().source())
                    .put("index", entry.feature().index())
                    .put("description", entry.note());
        }
        return all.toString();
    }

    private static JsonNode parse(String text) {
        try {
            JsonNode all = JSON.readTree(text);
            if (all != null && all.isArray()) {
                return all;
            }
        } catch (JsonProcessingException e) {
            throw new InvalidException("Parameter features is no JSON: " + e.getOriginalMessage()
                    + ". Expected [{\"modelId\": …, \"layer\": …, \"index\": …, \"description\": …}].");
        }
        throw new InvalidException("Parameter features: expected a JSON array"
                + " [{\"modelId\": …, \"layer\": …, \"index\": …, \"description\": …}].");
    }

    private static ListWords.Entry entry(JsonNode one, String where) {
        for (String name : List.of("modelId", "layer", "index")) {
            if (!one.path(name).isValueNode() || one.path(name).asText().isBlank()) {
                throw new InvalidException("Parameter " + where + " has no " + name
                        + ": expected {\"modelId\": …, \"layer\": …, \"index\": …}.");
            }
        }
        String address = one.path("modelId").asText() + "/" + one.path("layer").asText() + "/"
                + one.path("index").asText();
        String note =
                one.path("description").isTextual() ? one.path("description").asText() : "";
        return new ListWords.Entry(
                ListWords.address(address), Texts.read(where + ".description", note, 0, ListWords.NOTE));
    }
}
