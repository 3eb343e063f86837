package org.fragaria.web;

import java.util.Collection;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;

/** Says what is wrong with a body of JSON. */
public final class JsonMistake {

    private JsonMistake() {}

    /** The mistake in words: where, what was expected, which keys are known. */
    public static String of(MismatchedInputException failure) {
        StringBuilder key = new StringBuilder();
        for (JsonMappingException.Reference step : failure.getPath()) {
            key.append(step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName());
        }
        String at = key.isEmpty() ? "" : " at '" + (key.charAt(0) == '.' ? key.substring(1) : key) + "'";
        if (failure instanceof UnrecognizedPropertyException unknown) {
            return "The body" + at + ": there is no such key; known are " + sorted(unknown) + ".";
        }
        Class<?> expected = failure.getTargetType();
        return "The body" + at + ": expected " + (expected == null ? "something else" : word(expected)) + ".";
    }

    private static String sorted(UnrecognizedPropertyException unknown) {
        return unknown.getKnownPropertyIds().stream()
                .map(String::valueOf)
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static String word(Class<?> type) {
        if (type == String.class) {
            return "a text";
        }
        if (type == Boolean.class || type == boolean.class) {
            return "true or false";
        }
        if (Number.class.isAssignableFrom(type) || type.isPrimitive()) {
            return "a number";
        }
        return Collection.class.isAssignableFrom(type) || type.isArray() ? "a list" : "a JSON object";
    }
}
