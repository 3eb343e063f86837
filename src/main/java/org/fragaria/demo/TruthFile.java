package org.fragaria.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

import org.fragaria.problem.InvalidException;
import org.fragaria.truth.TruthReport;

/** Reads {@code truth.json}. */
final class TruthFile {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonParser.Feature.ALLOW_NON_NUMERIC_NUMBERS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private TruthFile() {}

    /**
     * Reads a report.
     *
     * @throws InvalidException if it is no report or lacks one of its parts
     */
    static TruthReport read(Path file) {
        try {
            TruthReport report = JSON.readValue(Files.readAllBytes(file), TruthReport.class);
            if (report == null
                    || report.model() == null
                    || report.sources() == null
                    || report.concepts() == null
                    || report.causal() == null
                    || report.ladder() == null
                    || report.picks() == null) {
                throw new InvalidException(
                        file.getFileName() + " lacks one of model, sources, concepts, causal, ladder, picks.");
            }
            return report;
        } catch (JsonProcessingException e) {
            throw new InvalidException(file.getFileName() + " cannot be read: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
