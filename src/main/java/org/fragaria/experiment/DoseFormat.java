package org.fragaria.experiment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.qute.TemplateExtension;

import org.fragaria.steering.SteerRequest;

/** How a run is handed on to an experiment: {@code {dose:json(request)}}. */
@TemplateExtension(namespace = "dose")
final class DoseFormat {

    private static final ObjectMapper JSON = new ObjectMapper();

    private DoseFormat() {}

    /** A run as JSON on one line. */
    static String json(SteerRequest request) {
        try {
            return JSON.writeValueAsString(request);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A run that cannot be written", e);
        }
    }
}
