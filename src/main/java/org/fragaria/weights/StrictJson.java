package org.fragaria.weights;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import org.fragaria.problem.InvalidException;

/** JSON in which a name given twice, an invalid byte or anything after the end is an error. */
final class StrictJson {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private StrictJson() {}

    /**
     * Reads an object.
     *
     * @param what what is being read, for the message, e.g. {@code the header}
     * @throws InvalidException if the bytes are not UTF-8, not JSON, or not an object
     */
    static JsonNode object(Path file, String what, ByteBuffer utf8) {
        JsonNode root;
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(utf8)
                    .toString();
            root = MAPPER.readTree(text);
        } catch (CharacterCodingException e) {
            throw new InvalidException("File " + file + ": expected " + what + " to be UTF-8, found other bytes.", e);
        } catch (JsonProcessingException e) {
            throw new InvalidException(
                    "File " + file + ": expected " + what + " to be JSON, found: " + e.getOriginalMessage() + ".", e);
        }
        if (!root.isObject()) {
            throw new InvalidException(
                    "File " + file + ": expected " + what + " to be a JSON object, found " + root.getNodeType() + ".");
        }
        return root;
    }
}
