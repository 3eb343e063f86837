package org.fragaria.neuronpedia;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;

import org.fragaria.problem.InvalidException;
import org.fragaria.web.JsonMistake;

/**
 * Reads bodies of Neuronpedia's API strictly: a key that means nothing here is refused and not ignored. Numbers may be
 * written as text, as some of its clients do.
 */
final class SteerJson {

    private static final ObjectMapper STRICT = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT);

    private SteerJson() {}

    /**
     * Reads a body.
     *
     * @throws InvalidException if it is no JSON, or says something else than the type
     */
    static <T> T read(String body, Class<T> type) {
        T read;
        try {
            read = STRICT.readValue(body, type);
        } catch (MismatchedInputException e) {
            throw new InvalidException(JsonMistake.of(e), e);
        } catch (JsonProcessingException e) {
            throw new InvalidException("The body is no JSON: " + e.getOriginalMessage(), e);
        }
        return SteerOptions.required("content", read);
    }
}
