package org.fragaria.corpus;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Path;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import org.jspecify.annotations.Nullable;

import org.fragaria.problem.InvalidException;

/** JSON, read as a stream of values, each of which is a document. */
final class JsonDocuments implements Documents.Source {

    private static final String FIELD = "text";
    private static final JsonFactory JSON = new JsonFactory();

    private final Path file;
    private final JsonParser parser;

    private JsonDocuments(Path file, Reader in) throws IOException {
        this.file = file;
        this.parser = JSON.createParser(in);
    }

    static JsonDocuments ofLines(Path file, Reader in) throws IOException {
        return new JsonDocuments(file, in);
    }

    static JsonDocuments ofArray(Path file, Reader in) throws IOException {
        JsonDocuments documents = new JsonDocuments(file, in);
        JsonToken first = documents.token();
        if (first != JsonToken.START_ARRAY) {
            throw documents.unexpected("an array of documents", first);
        }
        return documents;
    }

    @Override
    public Optional<String> next() throws IOException {
        JsonToken token = token();
        if (token == JsonToken.VALUE_STRING) {
            return Optional.of(text());
        }
        if (token == JsonToken.START_OBJECT) {
            return Optional.of(field());
        }
        if (token == JsonToken.END_ARRAY || token == null) {
            return Optional.empty();
        }
        throw unexpected("a string or an object with \"" + FIELD + "\"", token);
    }

    private String field() throws IOException {
        String found = null;
        while (token() != JsonToken.END_OBJECT) {
            boolean wanted = FIELD.equals(parser.currentName());
            JsonToken value = token();
            if (!wanted) {
                skip();
            } else if (value == JsonToken.VALUE_STRING) {
                found = text();
            } else {
                throw unexpected("a string as \"" + FIELD + "\"", value);
            }
        }
        if (found == null) {
            throw unexpected("an object with \"" + FIELD + "\"", JsonToken.END_OBJECT);
        }
        return found;
    }

    private @Nullable JsonToken token() throws IOException {
        try {
            return parser.nextToken();
        } catch (JsonProcessingException e) {
            throw malformed(e);
        }
    }

    private String text() throws IOException {
        try {
            return parser.getText();
        } catch (JsonProcessingException e) {
            throw malformed(e);
        }
    }

    private void skip() throws IOException {
        try {
            parser.skipChildren();
        } catch (JsonProcessingException e) {
            throw malformed(e);
        }
    }

    private InvalidException malformed(JsonProcessingException e) {
        return new InvalidException("Text file " + file + place() + ": malformed JSON: " + e.getOriginalMessage(), e);
    }

    private InvalidException unexpected(String expected, @Nullable JsonToken found) {
        return new InvalidException("Text file " + file + place() + ": expected " + expected + ", found "
                + (found == null ? "the end of the file" : found.toString().toLowerCase(java.util.Locale.ROOT)) + ".");
    }

    private String place() {
        var at = parser.currentLocation();
        return " at line " + at.getLineNr() + ", column " + at.getColumnNr();
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
